package io.footfall.it.faults;

import com.sun.tools.attach.VirtualMachine;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a node's JVM tells over JMX; no port has to be free for that. */
final class Telltale {

  private final String address;

  Telltale(long pid) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      address = machine.startLocalManagementAgent();
    } finally {
      machine.detach();
    }
  }

  // Error Prone warns of addresses from users; this one is from a process that the test started.
  @SuppressWarnings("BanJNDI")
  private JMXConnector connect() throws Exception {
    return JMXConnectorFactory.connect(new JMXServiceURL(address));
  }

  /** An attribute of Footfall's MBean that is a number. */
  long number(String attribute) throws Exception {
    try (JMXConnector connector = connect()) {
      MBeanServerConnection connection = connector.getMBeanServerConnection();
      ObjectName name =
          connection
              .queryNames(new ObjectName("io.footfall:type=Counters,context=ROOT,*"), null)
              .iterator()
              .next();
      return ((Number) connection.getAttribute(name, attribute)).longValue();
    }
  }

  /** The bytes in use of the heap after a full collection. */
  long heapAfterCollection() throws Exception {
    try (JMXConnector connector = connect()) {
      MemoryMXBean memory =
          ManagementFactory.newPlatformMXBeanProxy(
              connector.getMBeanServerConnection(),
              ManagementFactory.MEMORY_MXBEAN_NAME,
              MemoryMXBean.class);
      memory.gc();
      memory.gc();
      return memory.getHeapMemoryUsage().getUsed();
    }
  }
}
