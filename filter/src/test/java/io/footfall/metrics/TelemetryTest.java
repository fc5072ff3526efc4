package io.footfall.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.footfall.Counters;
import io.footfall.Reading;
import io.footfall.Status;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("BanJNDI")
class TelemetryTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();

  @AfterEach
  void forget() {
    Metrics.globalRegistry.clear();
  }

  private static double increments(MeterRegistry registry, String counter) {
    FunctionCounter meter =
        registry.find("footfall.increments").tag("counter", counter).functionCounter();
    assertThat(meter).as(counter).isNotNull();
    return meter == null ? Double.NaN : meter.count();
  }

  private static Telemetry bound(Source source, @Nullable Object given) {
    Telemetry bound = Telemetry.bind(source, given);
    if (bound == null) {
      throw new AssertionError("there is Micrometer here");
    }
    return bound;
  }

  @Test
  void everyCounterHasAMeter_alsoOneThatComesLater() {
    AtomicInteger size = new AtomicInteger(2);
    Source source =
        new Source(
            "ROOT", MeteredApplication.counters(), () -> new MeteredApplication.Once(size.get()));
    Telemetry telemetry = bound(source, registry);
    assertThat(registry.find("footfall.increments").meters()).hasSize(3);

    size.set(3);
    telemetry.ticked(1);

    await().untilAsserted(() -> assertThat(increments(registry, "c2")).isEqualTo(1));
    assertThat(increments(registry, MicrometerTelemetry.REST)).isZero();
  }

  /** Each number once, so that no meter can tell another's. */
  private static Counters told() {
    Status status =
        new Status(
            "1",
            "node",
            "aa",
            "",
            120,
            110,
            100,
            Duration.ofMillis(1_500),
            Duration.ofMillis(2_500),
            null,
            Status.Durability.JOURNALED,
            3,
            false,
            9,
            Map.of("journal", 4L, "other", 5L),
            "",
            List.of("one", "two"),
            6,
            List.of(),
            new Status.EventLog(
                "db",
                21,
                22,
                23,
                24,
                Duration.ofSeconds(99),
                Duration.ofMillis(3_500),
                null,
                7,
                ""));
    Reading requests =
        new Reading("requests", 1, Duration.ofMillis(4_500), 0, List.of(), List.of());
    return (Counters)
        Proxy.newProxyInstance(
            TelemetryTest.class.getClassLoader(),
            new Class<?>[] {Counters.class},
            (proxy, method, arguments) -> method.getName().equals("status") ? status : requests);
  }

  @Test
  void eachMeter_tellsItsOwnAccount_agesInSeconds() {
    bound(new Source("ROOT", told(), () -> new MeteredApplication.Once(1)), registry);

    Map<String, Double> values = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      String kind = meter.getId().getTag("kind");
      String name = meter.getId().getName() + (kind == null ? "" : " " + kind);
      meter.measure().forEach(measurement -> values.put(name, measurement.getValue()));
    }
    assertThat(values)
        .containsEntry("footfall.accepted", 120.0)
        .containsEntry("footfall.journaled", 110.0)
        .containsEntry("footfall.committed", 100.0)
        .containsEntry("footfall.pending", 20.0)
        .containsEntry("footfall.folded.names", 6.0)
        .containsEntry("footfall.cluster.members", 3.0)
        .containsEntry("footfall.troubles", 2.0)
        .containsEntry("footfall.journal.age", 1.5)
        .containsEntry("footfall.commit.age", 2.5)
        .containsEntry("footfall.view.age", 4.5)
        .containsEntry("footfall.event.log.offloads", 21.0)
        .containsEntry("footfall.event.log.rows", 22.0)
        .containsEntry("footfall.event.log.pending", 23.0)
        .containsEntry("footfall.event.log.skipped", 24.0)
        .containsEntry("footfall.event.log.age", 3.5)
        .containsEntry("footfall.failures journal", 4.0)
        .containsEntry("footfall.failures other", 5.0);
  }

  @Test
  void countersBeyondTheBound_areSummedUp() {
    int bound = MicrometerTelemetry.MAX_COUNTERS;

    Telemetry telemetry = bound(MeteredApplication.source("ROOT", bound + 7), registry);

    assertThat(registry.find("footfall.increments").meters()).hasSize(bound + 1);
    assertThat(increments(registry, "c0")).isEqualTo(1);
    assertThat(increments(registry, MicrometerTelemetry.REST)).isEqualTo(7);

    telemetry.ticked(1);
    assertThat(registry.find("footfall.increments").meters()).hasSize(bound + 1);
  }

  @Test
  void durations_areRecorded() {
    Telemetry telemetry = bound(MeteredApplication.source("ROOT", 1), registry);

    telemetry.ticked(TimeUnit.MILLISECONDS.toNanos(3));
    telemetry.journaled(TimeUnit.MILLISECONDS.toNanos(2));
    telemetry.committed(TimeUnit.MILLISECONDS.toNanos(4));
    telemetry.committed(TimeUnit.MILLISECONDS.toNanos(4));

    assertThat(registry.get("footfall.tick").timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(3);
    assertThat(registry.get("footfall.journal.write").timer().totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(2);
    assertThat(registry.get("footfall.commit").timer().count()).isEqualTo(2);
  }

  @Test
  void close_removesEveryMeter_andNoneComesBack() {
    Telemetry telemetry = bound(MeteredApplication.source("ROOT", 1), registry);
    bound(MeteredApplication.source("shop", 1), registry);

    telemetry.close();
    telemetry.ticked(1);
    telemetry.close();

    assertThat(registry.getMeters())
        .isNotEmpty()
        .allSatisfy(meter -> assertThat(meter.getId().getTag("context")).isEqualTo("shop"));
  }

  @Test
  void secondDeploymentOfAContext_isRefused_withTheWayOut() {
    bound(MeteredApplication.source("ROOT", 1), registry);
    int meters = registry.getMeters().size();

    assertThatThrownBy(() -> Telemetry.bind(MeteredApplication.source("ROOT", 1), registry))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("ROOT", "give this one its own");
    assertThat(registry.getMeters()).hasSize(meters);
  }

  @Test
  void attributeThatIsNoRegistry_isRefused_withTheWayOut() {
    assertThatThrownBy(() -> Telemetry.bind(MeteredApplication.source("ROOT", 1), "a registry"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(Telemetry.ATTRIBUTE, "java.lang.String", "leave the place empty");
  }

  @Test
  void registryOfAnotherMicrometer_isRefused_withTheWayOut() throws Exception {
    try (Isolated other = Isolated.sharing("jakarta.servlet", "io.micrometer", "org.jspecify")) {
      ClassLoader second =
          new java.net.URLClassLoader(
              new java.net.URL[] {
                MeterRegistry.class.getProtectionDomain().getCodeSource().getLocation(),
                io.micrometer.common.KeyValue.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
              },
              other.getParent().getParent());
      Object foreign =
          second
              .loadClass("io.micrometer.core.instrument.composite.CompositeMeterRegistry")
              .getConstructor()
              .newInstance();

      assertThatThrownBy(() -> Telemetry.bind(MeteredApplication.source("ROOT", 1), foreign))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("of another class loader", "one copy of Micrometer");
    }
  }

  @Test
  void registryInJndi_isTaken_beforeTheGlobalOne() throws NamingException {
    Context component = InitialContext.doLookup("java:comp");
    Context names = component.createSubcontext("env").createSubcontext("micrometer");
    names.bind("MeterRegistry", registry);
    try {
      bound(MeteredApplication.source("ROOT", 1), null);
    } finally {
      names.unbind("MeterRegistry");
      component.destroySubcontext("env");
    }

    assertThat(registry.getMeters()).isNotEmpty();
    assertThat(Metrics.globalRegistry.getMeters()).isEmpty();
  }

  @Test
  void noRegistryGiven_isTheGlobalOne() {
    Telemetry telemetry = bound(MeteredApplication.source("ROOT", 1), null);
    Metrics.addRegistry(registry);
    try {
      assertThat(increments(registry, "c0")).isEqualTo(1);
      telemetry.close();
      assertThat(registry.getMeters()).isEmpty();
    } finally {
      Metrics.removeRegistry(registry);
    }
  }

  @Test
  void withoutMicrometer_thereIsNone_andNoHarm() throws Exception {
    try (Isolated application = Isolated.sharing("jakarta.servlet", "org.jspecify")) {
      assertThat(application(application).call()).isNull();
    }
  }

  @Test
  void globalRegistry_doesNotKeepTheClassLoader_onceClosed() throws Exception {
    Metrics.addRegistry(registry);
    try {
      WeakReference<ClassLoader> loader = deployAndClose();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                System.gc();
                assertThat(loader.get()).isNull();
              });
    } finally {
      Metrics.removeRegistry(registry);
    }
  }

  private WeakReference<ClassLoader> deployAndClose() throws Exception {
    try (Isolated application =
        Isolated.sharing("jakarta.servlet", "io.micrometer", "org.jspecify")) {
      try (AutoCloseable telemetry = application(application).call()) {
        assertThat(telemetry).isNotNull();
        assertThat(registry.find("footfall.accepted").functionCounter()).isNotNull();
      }
      return new WeakReference<>(application);
    }
  }

  @SuppressWarnings("unchecked")
  private static Callable<@Nullable AutoCloseable> application(ClassLoader loader)
      throws ReflectiveOperationException {
    return (Callable<@Nullable AutoCloseable>)
        loader.loadClass(MeteredApplication.class.getName()).getConstructor().newInstance();
  }

  @Test
  void latest_isReadAnew_onlyWhenItIsOld() {
    AtomicLong nanos = new AtomicLong(5);
    AtomicInteger reads = new AtomicInteger();
    Latest latest =
        new Latest(
            new Source(
                "ROOT",
                MeteredApplication.counters(),
                () -> new MeteredApplication.Once(reads.incrementAndGet())),
            nanos::get);

    latest.get();
    nanos.addAndGet(Latest.NANOS - 1);
    assertThat(latest.get().increments().size()).isEqualTo(1);

    nanos.incrementAndGet();
    assertThat(latest.get().increments().size()).isEqualTo(2);
  }
}
