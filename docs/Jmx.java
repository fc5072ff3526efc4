import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Reads Footfall's MBeans from a terminal. Needs a JDK, no port and nothing else: it attaches to
 * the JVM by its process number, as the same user.
 *
 * <pre>
 * java docs/Jmx.java                    the JVMs of this machine
 * java docs/Jmx.java PID                everything that Footfall tells there
 * java docs/Jmx.java PID read COUNTER   one counter, with each node's part
 * java docs/Jmx.java PID flush          commits now; returns when the cluster has confirmed
 * java docs/Jmx.java PID watch          troubles as they start and end, until Ctrl-C
 * </pre>
 *
 * <p>Exits with 0, with 1 when something failed, and with 2 when the arguments make no sense.
 */
public final class Jmx {

  private static final String USAGE =
      "usage: java Jmx.java [PID [read COUNTER | flush | watch]]; without arguments: the JVMs here";

  private Jmx() {}

  /** What went wrong, for the person at the terminal. */
  private static final class Trouble extends Exception {
    private static final long serialVersionUID = 1L;

    Trouble(String message) {
      super(message);
    }
  }

  /** One thing to do with one MBean. */
  private interface Action {
    void run(MBeanServerConnection connection, ObjectName name) throws JMException, IOException;
  }

  public static void main(String[] args) throws InterruptedException {
    try {
      if (args.length == 0) {
        list();
        return;
      }
      Action action = action(Arrays.asList(args).subList(1, args.length));
      if (action == null) {
        System.err.println(USAGE);
        System.exit(2);
      }
      forEachMBean(args[0], action, args.length > 1 && args[1].equals("watch"));
    } catch (Trouble e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static Action action(List<String> words) {
    if (words.isEmpty()) {
      return Jmx::show;
    }
    String word = words.get(0);
    if (word.equals("read") && words.size() == 2) {
      return (connection, name) -> read(connection, name, words.get(1));
    }
    if (word.equals("flush") && words.size() == 1) {
      return Jmx::flush;
    }
    return word.equals("watch") && words.size() == 1 ? Jmx::watch : null;
  }

  private static void list() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("PID", "JVM"));
    String self = Long.toString(ProcessHandle.current().pid());
    for (VirtualMachineDescriptor jvm : VirtualMachine.list()) {
      if (!jvm.id().equals(self)) {
        rows.add(List.of(jvm.id(), jvm.displayName()));
      }
    }
    print("", rows);
    System.out.println();
    System.out.println(USAGE);
  }

  private static void forEachMBean(String pid, Action action, boolean stay)
      throws Trouble, InterruptedException {
    try (JMXConnector connector = JMXConnectorFactory.connect(address(pid))) {
      MBeanServerConnection connection = connector.getMBeanServerConnection();
      Set<ObjectName> names =
          new TreeSet<>(connection.queryNames(new ObjectName("io.footfall:type=Counters,*"), null));
      if (names.isEmpty()) {
        throw new Trouble(
            "The JVM " + pid + " has no MBean io.footfall:type=Counters: no web application that"
                + " Footfall counts runs there (yet), or footfall.enabled is false");
      }
      for (ObjectName name : names) {
        System.out.println(name);
        action.run(connection, name);
      }
      while (stay) {
        Thread.sleep(1_000);
        connection.getMBeanCount(); // fails when the JVM has ended
      }
    } catch (RuntimeMBeanException e) {
      throw new Trouble(e.getCause().getMessage());
    } catch (JMException | IOException e) {
      throw new Trouble("The JVM " + pid + " does not answer: " + e);
    }
  }

  private static JMXServiceURL address(String pid) throws Trouble {
    if (!pid.matches("[1-9][0-9]{0,18}")) {
      throw new Trouble("\"" + pid + "\" is no process number. " + USAGE);
    }
    if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
      throw new Trouble("There is no process " + pid + ": without arguments I list the JVMs here");
    }
    // Attaching sends a signal that ends a process which is no JVM.
    if (VirtualMachine.list().stream().noneMatch(jvm -> jvm.id().equals(pid))) {
      throw new Trouble(
          "The process "
              + pid
              + " is no JVM of your user: without arguments I list those, or try as its user");
    }
    try {
      VirtualMachine jvm = VirtualMachine.attach(pid);
      try {
        return new JMXServiceURL(jvm.startLocalManagementAgent());
      } finally {
        jvm.detach();
      }
    } catch (AttachNotSupportedException | IOException e) {
      throw new Trouble(
          "Cannot attach to "
              + pid
              + " ("
              + e.getMessage()
              + "): it must not be started with -XX:+DisableAttachMechanism");
    }
  }

  private static void show(MBeanServerConnection connection, ObjectName name)
      throws JMException, IOException {
    List<List<String>> scalars = new ArrayList<>();
    List<Runnable> tables = new ArrayList<>();
    for (MBeanAttributeInfo info : connection.getMBeanInfo(name).getAttributes()) {
      Object value = connection.getAttribute(name, info.getName());
      if (value instanceof TabularData) {
        tables.add(() -> printTable(info.getName(), (TabularData) value));
      } else {
        scalars.add(List.of(info.getName(), text(value)));
      }
    }
    print("  ", scalars);
    tables.forEach(Runnable::run);
    System.out.println();
  }

  private static void read(MBeanServerConnection connection, ObjectName name, String counter)
      throws JMException, IOException {
    CompositeData reading =
        (CompositeData)
            connection.invoke(
                name, "read", new Object[] {counter}, new String[] {String.class.getName()});
    List<List<String>> scalars = new ArrayList<>();
    List<Runnable> tables = new ArrayList<>();
    for (String key : reading.getCompositeType().keySet()) {
      Object value = reading.get(key);
      if (value instanceof CompositeData[]) {
        CompositeData[] rows = (CompositeData[]) value;
        tables.add(() -> printRows(key, Arrays.asList(rows)));
      } else {
        scalars.add(List.of(key, text(value)));
      }
    }
    print("  ", scalars);
    tables.forEach(Runnable::run);
    System.out.println();
  }

  private static void flush(MBeanServerConnection connection, ObjectName name)
      throws JMException, IOException {
    connection.invoke(name, "flush", new Object[0], new String[0]);
    System.out.println("  committed");
  }

  private static void watch(MBeanServerConnection connection, ObjectName name)
      throws JMException, IOException {
    connection.addNotificationListener(
        name,
        (notification, handback) ->
            System.out.println(
                java.time.Instant.ofEpochMilli(notification.getTimeStamp())
                    + " "
                    + notification.getType()
                    + ": "
                    + notification.getMessage()),
        null,
        null);
  }

  private static void printTable(String title, TabularData table) {
    List<CompositeData> rows = new ArrayList<>();
    table.values().forEach(row -> rows.add((CompositeData) row));
    printRows(title, rows);
  }

  /** A row is a record, or a key and its value, which is a record or a plain value. */
  private static void printRows(String title, List<CompositeData> rows) {
    System.out.println("  " + title + " (" + rows.size() + ")");
    List<List<String>> cells = new ArrayList<>();
    for (CompositeData row : rows) {
      List<String> header = new ArrayList<>();
      List<String> line = new ArrayList<>();
      for (String key : row.getCompositeType().keySet()) {
        if (row.get(key) instanceof CompositeData) {
          CompositeData nested = (CompositeData) row.get(key);
          for (String inner : nested.getCompositeType().keySet()) {
            header.add(inner);
            line.add(text(nested.get(inner)));
          }
        } else {
          header.add(key);
          line.add(text(row.get(key)));
        }
      }
      if (cells.isEmpty()) {
        cells.add(header);
      }
      cells.add(line);
    }
    print("    ", cells);
  }

  /** The cells in columns that are as wide as they have to be. */
  private static void print(String indent, List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      System.out.println(line.toString().stripTrailing());
    }
  }

  private static String text(Object value) {
    if (value instanceof Object[]) {
      return Arrays.stream((Object[]) value).map(Jmx::text).collect(Collectors.joining("; "));
    }
    return String.valueOf(value);
  }
}
