package io.footfall.metrics;

import io.footfall.Counters;
import io.footfall.Status;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters, each named once; {@code docs/metrics.md} has the table. Micrometer holds what it
 * reads from weakly, so this object must be kept as long as the meters are to live.
 */
final class MicrometerTelemetry implements Telemetry {

  /** How many counters have a meter of their own; all others are summed up under {@link #REST}. */
  static final int MAX_COUNTERS = 200;

  /** The tag of the meter for all counters that have none of their own. */
  static final String REST = "(rest)";

  /** The upper bounds of the histograms' buckets. */
  private static final Duration[] BUCKETS =
      List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final String COUNTS = "counts";
  private static final String CONTEXT = "context";

  private final MeterRegistry registry;
  private final Source source;
  private final Latest latest;
  private final List<Meter> meters = new ArrayList<>();
  private final Timer tick;
  private final Timer journal;
  private final Timer commit;

  /** The counters below this index were looked at, and have a meter unless they have no name. */
  private int seen;

  private int named;

  /** The counters from this index on have no meter; all have while it is the highest. */
  private volatile int restFrom = Integer.MAX_VALUE;

  private boolean closed;

  private MicrometerTelemetry(MeterRegistry registry, Source source) {
    this.registry = registry;
    this.source = source;
    this.latest = new Latest(source, System::nanoTime);
    count("footfall.accepted", COUNTS, "Counted on this node", Status::accepted);
    count("footfall.journaled", COUNTS, "Of these, on disk", Status::journaled);
    count("footfall.committed", COUNTS, "Of these, confirmed by the cluster", Status::committed);
    gauge("footfall.pending", COUNTS, "Not yet confirmed by the cluster", Status::pending);
    count("footfall.folded.names", "names", "New names folded into (other)", Status::foldedNames);
    gauge("footfall.cluster.members", "nodes", "Nodes in the cluster", Status::members);
    gauge("footfall.troubles", "troubles", "Troubles that last now", s -> s.troubles().size());
    age("footfall.journal.age", "Since all was on disk", s -> s.status().journalAge());
    age("footfall.commit.age", "Since all was confirmed", s -> s.status().commitAge());
    age(
        "footfall.view.age",
        "Age of the oldest present node's part in what is read here",
        s -> source.counters().read(Counters.REQUESTS).age());
    logged("offloads", "offloads", "All closed slots delivered", Status.EventLog::offloads);
    logged("rows", "rows", "Rows written to the event log", Status.EventLog::rows);
    logged("skipped", "rows", "Rows left out, too many being kept", Status.EventLog::skipped);
    gauge(
        "footfall.event.log.pending",
        "rows",
        "Rows kept for the event log",
        s -> logged(s, Status.EventLog::pending));
    age(
        "footfall.event.log.age",
        "Since the event log held all closed slots",
        MicrometerTelemetry::logAge);
    for (String kind : latest.get().status().failuresByKind().keySet()) {
      failures(kind);
    }
    tick = timer("footfall.tick", "Reading, journaling and handing over");
    journal = timer("footfall.journal.write", "Writing a journal generation to the disk");
    commit = timer("footfall.commit", "A transaction of the cluster, until confirmed");
    increments(REST, moment -> rest(moment.increments()));
    addCounters();
  }

  /**
   * Adds the meters to the registry found.
   *
   * @throws IllegalStateException if it has those of another deployment of this context
   */
  static Telemetry bind(Source source, @Nullable Object given) {
    MeterRegistry registry = Registries.find(given);
    if (registry.find("footfall.accepted").tag(CONTEXT, source.context()).meter() != null) {
      throw new IllegalStateException(
          "the registry has the meters of the context %s already: two deployments of one context must not share a registry, so give this one its own"
              .formatted(source.context()));
    }
    return new MicrometerTelemetry(registry, source);
  }

  private void count(String name, String unit, String description, ToLongFunction<Status> reading) {
    meters.add(
        FunctionCounter.builder(name, this, t -> reading.applyAsLong(t.latest.get().status()))
            .tag(CONTEXT, source.context())
            .baseUnit(unit)
            .description(description)
            .register(registry));
  }

  private void logged(
      String name, String unit, String description, ToLongFunction<Status.EventLog> reading) {
    count("footfall.event.log." + name, unit, description, s -> logged(s, reading));
  }

  /** Zero where there is no event log. */
  private static long logged(Status status, ToLongFunction<Status.EventLog> reading) {
    Status.EventLog log = status.eventLog();
    return log == null ? 0 : reading.applyAsLong(log);
  }

  private static @Nullable Duration logAge(Latest.Moment moment) {
    Status.EventLog log = moment.status().eventLog();
    return log == null ? null : log.age();
  }

  private void gauge(
      String name, String unit, String description, ToDoubleFunction<Status> reading) {
    meters.add(
        Gauge.builder(name, this, t -> reading.applyAsDouble(t.latest.get().status()))
            .tag(CONTEXT, source.context())
            .baseUnit(unit)
            .description(description)
            .register(registry));
  }

  /** In seconds; not a number while there is none. */
  private void age(
      String name, String description, Function<Latest.Moment, @Nullable Duration> reading) {
    meters.add(
        TimeGauge.builder(
                name,
                this,
                TimeUnit.SECONDS,
                t -> {
                  Duration age = reading.apply(t.latest.get());
                  return age == null ? Double.NaN : age.toNanos() / 1e9;
                })
            .tag(CONTEXT, source.context())
            .description(description)
            .register(registry));
  }

  private Timer timer(String name, String description) {
    Timer timer =
        Timer.builder(name)
            .tag(CONTEXT, source.context())
            .description(description)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    meters.add(timer);
    return timer;
  }

  private void failures(String kind) {
    meters.add(
        FunctionCounter.builder(
                "footfall.failures",
                this,
                t -> t.latest.get().status().failuresByKind().getOrDefault(kind, 0L))
            .tags(CONTEXT, source.context(), "kind", kind)
            .baseUnit("failures")
            .description("Operations that have failed")
            .register(registry));
  }

  private void increments(String counter, ToDoubleFunction<Latest.Moment> reading) {
    meters.add(
        FunctionCounter.builder(
                "footfall.increments", this, t -> reading.applyAsDouble(t.latest.get()))
            .tags(CONTEXT, source.context(), "counter", counter)
            .baseUnit(COUNTS)
            .description("Increments on this node by counter")
            .register(registry));
  }

  /** Gives a meter to each counter that is new, while there is room. */
  private synchronized void addCounters() {
    if (closed || named == MAX_COUNTERS) {
      return;
    }
    Increments now = source.increments().get();
    while (seen < now.size() && named < MAX_COUNTERS) {
      int index = seen;
      String name = now.name(index);
      if (name != null) {
        increments(name, moment -> at(moment.increments(), index));
        named++;
      }
      seen++;
    }
    if (named == MAX_COUNTERS) {
      restFrom = seen;
    }
  }

  private static long at(Increments increments, int index) {
    return index < increments.size() ? increments.increments(index) : 0;
  }

  /**
   * What has no meter of its own, once there is no more room for any. Before, a counter that is to
   * get one would be part of this until then, and this would fall.
   */
  private double rest(Increments increments) {
    double sum = 0;
    for (int i = restFrom; i < increments.size(); i++) {
      sum += increments.increments(i);
    }
    return sum;
  }

  @Override
  public void ticked(long tookNanos) {
    tick.record(tookNanos, TimeUnit.NANOSECONDS);
    addCounters();
  }

  @Override
  public void journaled(long tookNanos) {
    journal.record(tookNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void committed(long tookNanos) {
    commit.record(tookNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public synchronized void close() {
    closed = true;
    meters.forEach(registry::remove);
    meters.clear();
  }
}
