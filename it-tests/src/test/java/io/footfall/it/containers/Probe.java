package io.footfall.it.containers;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Looks into a JVM from outside, over one connection: each connection leaves things behind in the
 * JVM that it looks into.
 */
final class Probe implements AutoCloseable {

  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private Probe(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.beans = connector.getMBeanServerConnection();
  }

  // Error Prone warns of addresses from users; this one is from a process that the test started.
  @SuppressWarnings("BanJNDI")
  static Probe of(long pid) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      return new Probe(
          JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
    } finally {
      machine.detach();
    }
  }

  /** The names of the MBeans that a pattern matches. */
  Set<ObjectName> names(String pattern) throws IOException, JMException {
    return beans.queryNames(new ObjectName(pattern), null);
  }

  /** The names of all MBeans. */
  Set<String> names() throws IOException, JMException {
    return names("*:*").stream()
        .map(ObjectName::getCanonicalName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Object attribute(ObjectName bean, String attribute) throws IOException, JMException {
    return Objects.requireNonNull(beans.getAttribute(bean, attribute));
  }

  Object invoke(String bean, String operation) throws IOException, JMException {
    return Objects.requireNonNull(
        beans.invoke(new ObjectName(bean), operation, new Object[0], new String[0]));
  }

  /** The names of the live threads. */
  Set<String> threads() throws IOException {
    ThreadMXBean threads =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(Objects::nonNull)
        .map(ThreadInfo::getThreadName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Collects garbage in full, and counts the class loaders that still have a class of this name.
   */
  int loadersOf(String className) throws IOException, JMException {
    command("gcClassHistogram");
    String copy = className + "/0x";
    return command("vmClassHierarchy", className).split(copy, -1).length - 1;
  }

  private String command(String operation, String... arguments) throws IOException, JMException {
    return (String)
        Objects.requireNonNull(
            beans.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                operation,
                new Object[] {arguments},
                new String[] {String[].class.getName()}));
  }

  /** Writes what is reachable in the heap to a file. */
  void dump(Path file) throws IOException {
    Files.deleteIfExists(file);
    ManagementFactory.newPlatformMXBeanProxy(
            beans, "com.sun.management:type=HotSpotDiagnostic", HotSpotDiagnosticMXBean.class)
        .dumpHeap(file.toString(), true);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
