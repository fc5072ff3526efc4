package io.footfall.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.footfall.Counter;
import io.footfall.Counters;
import io.footfall.Node;
import io.footfall.Reading;
import io.footfall.Series;
import io.footfall.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountersMBeanTest {

  private static final Reading READING =
      new Reading(
          "requests",
          7,
          Duration.ofMillis(30),
          2,
          List.of(new Reading.Share("aa", "one", 4, Duration.ZERO)),
          List.of(new Reading.Share("bb", "two", 3, Duration.ofSeconds(9))));

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final Fixed counters = new Fixed("one", EVENT_LOG);
  private @Nullable RuntimeException flushFails;
  private int flushes;
  private CountersMBean bean = register();

  @BeforeEach
  void start() {
    assertThat(server.isRegistered(bean.name())).isTrue();
  }

  @AfterEach
  void stop() throws JMException {
    bean.close();
    assertThat(server.isRegistered(bean.name())).isFalse();
  }

  private CountersMBean register() {
    try {
      return CountersMBean.register(
          server,
          "ROOT",
          counters,
          () -> {
            flushes++;
            if (flushFails != null) {
              throw flushFails;
            }
          });
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void name_can_be_typed_in_a_terminal() throws JMException {
    assertThat(bean.name())
        .isEqualTo(new ObjectName("io.footfall:type=Counters,context=ROOT,node=one"));
    assertThat(CountersMBean.name("shop", "a,b=c:d\"e*f?g\nh i").getCanonicalName())
        .isEqualTo("io.footfall:context=shop,node=a_b_c_d_e_f_g_h_i,type=Counters");
  }

  @Test
  void a_second_one_of_the_same_name_gets_a_number() throws JMException {
    CountersMBean second = register();
    CountersMBean third = register();

    assertThat(second.name().getKeyProperty("node")).isEqualTo("one-2");
    assertThat(third.name().getKeyProperty("node")).isEqualTo("one-3");
    second.close();
    third.close();
    second.close();
  }

  @Test
  void attributes_are_those_of_the_status() throws Exception {
    List<String> names = new ArrayList<>();
    MBeanInfo info = server.getMBeanInfo(bean.name());
    for (MBeanAttributeInfo attribute : info.getAttributes()) {
      names.add(attribute.getName());
      assertThat(attribute.getDescription()).isNotBlank().isNotEqualTo(attribute.getName());
    }
    List<Object> values = new ArrayList<>();
    for (Attribute attribute :
        server.getAttributes(bean.name(), names.toArray(String[]::new)).asList()) {
      if (!(attribute.getValue() instanceof TabularData)) {
        values.add(attribute.getName() + "=" + text(attribute.getValue()));
      }
    }

    assertThat(values)
        .containsExactlyInAnyOrder(
            "Total=7",
            "Accepted=10",
            "Journaled=9",
            "Committed=8",
            "Pending=2",
            "Durability=PROCESS",
            "SettingsProblems=[bad setting]",
            "ClusterMembers=3",
            "Stale=true",
            "LastCommitAgeMillis=-1",
            "LastCommitMillis=12",
            "Failures=5",
            "LastFailure=it broke",
            "Troubles=[trouble]",
            "FoldedNames=6",
            "EventLogRows=21",
            "EventLogPending=22",
            "EventLogSkipped=23",
            "EventLogAgeMillis=24",
            "EventLogFailures=25",
            "Version=1.2",
            "Node=one",
            "Identity=aa",
            "Directory=/data");
    assertThat(names).hasSize(27).contains("Counters", "Nodes", "FailuresByKind");
  }

  private static String text(Object value) {
    return value instanceof String[] several ? List.of(several).toString() : value.toString();
  }

  @Test
  void counters_and_nodes_are_tables() throws Exception {
    CompositeData counter = row("Counters", "requests");
    assertThat(counter.get("value")).isEqualTo(7L);
    assertThat(counter.get("ageMillis")).isEqualTo(30L);
    assertThat(counter.get("pendingHere")).isEqualTo(2L);

    CompositeData node = row("Nodes", "aa");
    assertThat(node.getAll(new String[] {"name", "location", "url", "self", "present"}))
        .containsExactly("one", "1,2,here", "http://one", true, false);
    assertThat(node.getAll(new String[] {"incarnation", "sequence", "requests", "ageMillis"}))
        .containsExactly(3L, 4L, 5L, 6L);
  }

  private CompositeData row(String attribute, String key) throws JMException {
    TabularData table = (TabularData) server.getAttribute(bean.name(), attribute);
    return (CompositeData) table.get(new Object[] {key}).get("value");
  }

  @Test
  void read_gives_the_parts_of_every_identity() throws Exception {
    CompositeData reading = (CompositeData) Objects.requireNonNull(call("read", "requests"));

    assertThat(reading.get("name")).isEqualTo("requests");
    assertThat(reading.get("value")).isEqualTo(7L);
    assertThat(reading.get("ageMillis")).isEqualTo(30L);
    assertThat(reading.get("pendingHere")).isEqualTo(2L);
    CompositeData[] nodes = (CompositeData[]) reading.get("nodes");
    CompositeData[] absent = (CompositeData[]) reading.get("absent");
    assertThat(nodes).hasSize(1);
    assertThat(absent).hasSize(1);
    assertThat(absent[0].getAll(new String[] {"identity", "node", "value", "ageMillis"}))
        .containsExactly("bb", "two", 3L, 9_000L);
  }

  private @Nullable Object call(String operation, String... parameter) throws JMException {
    String[] signature = parameter.length == 0 ? new String[0] : new String[] {"java.lang.String"};
    return server.invoke(bean.name(), operation, parameter, signature);
  }

  @Test
  void flush_calls_the_engine() throws JMException {
    call("flush");

    assertThat(flushes).isEqualTo(1);
  }

  @Test
  void flush_that_fails_throws_what_a_console_without_our_classes_can_read() {
    flushFails = new OwnException("the disk is full");

    assertThatThrownBy(() -> call("flush"))
        .isInstanceOf(RuntimeMBeanException.class)
        .cause()
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("the disk is full")
        .hasNoCause()
        .hasNoSuppressedExceptions();
  }

  private static final class OwnException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OwnException(String message) {
      super(message);
    }
  }

  @Test
  void troubles_are_notifications() throws JMException {
    List<Notification> heard = new ArrayList<>();
    server.addNotificationListener(
        bean.name(), (notification, handback) -> heard.add(notification), null, null);

    bean.troubleStarted("journal", "The disk is full");
    bean.troubleEnded("journal", "The disk has room");

    assertThat(heard)
        .extracting(Notification::getType, Notification::getMessage, Notification::getUserData)
        .containsExactly(
            tuple("io.footfall.trouble.started", "The disk is full", "journal"),
            tuple("io.footfall.trouble.ended", "The disk has room", "journal"));
    assertThat(heard).extracting(Notification::getSource).containsOnly(bean.name());
    assertThat(heard).extracting(Notification::getSequenceNumber).containsExactly(1L, 2L);
  }

  @Test
  void withoutAnEventLog_itsAttributesSayNothing() throws Exception {
    bean.close();
    bean = CountersMBean.register(server, "ROOT", new Fixed("one", null), () -> {});

    assertThat(server.getAttribute(bean.name(), "EventLogAgeMillis")).isEqualTo(-1L);
    assertThat(server.getAttribute(bean.name(), "EventLogPending")).isEqualTo(0L);
  }

  private static final Status.EventLog EVENT_LOG =
      new Status.EventLog(
          "db", 20, 21, 22, 23, Duration.ofMillis(26), Duration.ofMillis(24), null, 25, "");

  /** Counters that do not change. */
  private record Fixed(String node, Status.@Nullable EventLog eventLog) implements Counters {

    @Override
    public Counter counter(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Reading read(String name) {
      return READING;
    }

    @Override
    public SortedMap<String, Reading> readAll(String prefix) {
      SortedMap<String, Reading> all = new TreeMap<>();
      all.put("requests", READING);
      return all;
    }

    @Override
    public Series series(String name, Instant from, Instant to, Duration step) {
      return new Series(name, from, to, step, Duration.ZERO, List.of());
    }

    @Override
    public List<Node> nodes() {
      return List.of(
          new Node(
              "aa", node, "1,2,here", "http://one", true, false, 3, 4, 5, Duration.ofMillis(6)));
    }

    @Override
    public Status status() {
      return new Status(
          "1.2",
          node,
          "aa",
          "/data",
          10,
          9,
          8,
          null,
          null,
          Duration.ofMillis(12),
          Status.Durability.PROCESS,
          3,
          true,
          5,
          Map.of("journal", 4L, "other", 1L),
          "it broke",
          List.of("trouble"),
          6,
          List.of("bad setting"),
          eventLog);
    }
  }
}
