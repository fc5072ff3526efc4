package io.footfall.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.footfall.it.jetty.JettyNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What one node tells over JMX. Not usable any more when the node's JVM has ended. */
public final class Counts implements AutoCloseable {

  private final JMXConnector connector;
  private final MBeanServerConnection connection;
  private final ObjectName name;

  private Counts(JMXConnector connector, MBeanServerConnection connection, ObjectName name) {
    this.connector = connector;
    this.connection = connection;
    this.name = name;
  }

  /** A row of the table of nodes. */
  record NodeRow(String identity, String name, boolean self, boolean present, long requests) {}

  /** Connects to a node's JVM, through its process number: no port has to be free for that. */
  static Counts of(JettyNode node) throws Exception {
    return of(node.pid());
  }

  /** Connects to the JVM of a process; in the same network namespace, or it is not reached. */
  // Error Prone warns of addresses from users; this one is from a process that the test started.
  @SuppressWarnings("BanJNDI")
  public static Counts of(long pid) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    String address;
    try {
      address = machine.startLocalManagementAgent();
    } finally {
      machine.detach();
    }
    JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
    MBeanServerConnection connection = connector.getMBeanServerConnection();
    Set<ObjectName> names =
        connection.queryNames(new ObjectName("io.footfall:type=Counters,context=ROOT,*"), null);
    assertThat(names).as("the MBeans of the root context").hasSize(1);
    return new Counts(connector, connection, names.iterator().next());
  }

  /** The cluster's {@code requests}. */
  long total() throws Exception {
    return (Long) attribute("Total");
  }

  /** How much this node counted. */
  public long accepted() throws Exception {
    return (Long) attribute("Accepted");
  }

  /** How much of that is on its disk. */
  public long journaled() throws Exception {
    return (Long) attribute("Journaled");
  }

  /** How much of that the cluster has confirmed. */
  public long committed() throws Exception {
    return (Long) attribute("Committed");
  }

  /** The troubles that last, a sentence each. */
  public List<String> troubles() throws Exception {
    return List.of((String[]) attribute("Troubles"));
  }

  long pending() throws Exception {
    return (Long) attribute("Pending");
  }

  int members() throws Exception {
    return (Integer) attribute("ClusterMembers");
  }

  /** Under which it counts. */
  public String identity() throws Exception {
    return (String) attribute("Identity");
  }

  /** What its counts survive. */
  public String durability() throws Exception {
    return (String) attribute("Durability");
  }

  List<String> settingsProblems() throws Exception {
    return List.of((String[]) attribute("SettingsProblems"));
  }

  /** The cluster's value of one counter. */
  long read(String counter) throws Exception {
    CompositeData reading =
        (CompositeData)
            connection.invoke(
                name, "read", new Object[] {counter}, new String[] {String.class.getName()});
    return (Long) reading.get("value");
  }

  /** The values of the counters whose names begin with a prefix. */
  Map<String, Long> all(String prefix) throws Exception {
    Map<String, Long> values = new TreeMap<>();
    for (CompositeData row : rows("Counters")) {
      String key = (String) row.get("key");
      if (key.startsWith(prefix)) {
        values.put(key, (Long) ((CompositeData) row.get("value")).get("value"));
      }
    }
    return values;
  }

  long sum(String prefix) throws Exception {
    return all(prefix).values().stream().mapToLong(Long::longValue).sum();
  }

  List<NodeRow> nodes() throws Exception {
    List<NodeRow> nodes = new ArrayList<>();
    for (CompositeData row : rows("Nodes")) {
      CompositeData node = (CompositeData) row.get("value");
      nodes.add(
          new NodeRow(
              (String) row.get("key"),
              (String) node.get("name"),
              (Boolean) node.get("self"),
              (Boolean) node.get("present"),
              (Long) node.get("requests")));
    }
    return nodes;
  }

  void flush() throws Exception {
    connection.invoke(name, "flush", new Object[0], new String[0]);
  }

  private Object attribute(String attribute) throws Exception {
    return Objects.requireNonNull(connection.getAttribute(name, attribute), attribute);
  }

  private List<CompositeData> rows(String attribute) throws Exception {
    return ((TabularData) attribute(attribute))
        .values().stream().map(CompositeData.class::cast).toList();
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
