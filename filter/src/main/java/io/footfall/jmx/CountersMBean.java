package io.footfall.jmx;

import io.footfall.Counters;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;
import javax.management.StandardEmitterMBean;

/**
 * One deployment's counters as a registered MBean. Safe for any thread.
 *
 * <p>Emits a notification of type {@value #TROUBLE_STARTED} or {@value #TROUBLE_ENDED} when a
 * trouble starts or ends: its message is the sentence that the log has, its user data the trouble's
 * name.
 */
public final class CountersMBean implements AutoCloseable {

  /** The type of the notification that a trouble has started. */
  public static final String TROUBLE_STARTED = "io.footfall.trouble.started";

  /** The type of the notification that a trouble has ended. */
  public static final String TROUBLE_ENDED = "io.footfall.trouble.ended";

  /** How many deployments of one context and node name a JVM may have. */
  private static final int MAX_SAME_NAME = 1_000;

  private final MBeanServer server;
  private final ObjectName name;
  private final NotificationBroadcasterSupport broadcaster;
  private final AtomicLong notifications = new AtomicLong();

  private CountersMBean(
      MBeanServer server, ObjectName name, NotificationBroadcasterSupport broadcaster) {
    this.server = server;
    this.name = name;
    this.broadcaster = broadcaster;
  }

  /** Commits what was counted before the call. */
  @FunctionalInterface
  public interface Flush {

    /**
     * Returns when the cluster has confirmed.
     *
     * @throws IllegalStateException if that takes too long; the message says what is in the way
     */
    void flush() throws InterruptedException;
  }

  /**
   * Registers an MBean. When the name is taken, as by a second deployment with the same context and
   * node name, {@code -2} is appended to the node's name, or the next number that is free.
   *
   * @param server where
   * @param context the deployment's name, {@code ROOT} for the root context
   * @param counters what is shown
   * @param flush is called by the operation {@code flush}
   * @throws JMException if it cannot be registered
   */
  public static CountersMBean register(
      MBeanServer server, String context, Counters counters, Flush flush) throws JMException {
    NotificationBroadcasterSupport broadcaster =
        new NotificationBroadcasterSupport(
            new MBeanNotificationInfo(
                new String[] {TROUBLE_STARTED, TROUBLE_ENDED},
                Notification.class.getName(),
                "a trouble has started or ended; the user data is its name"));
    Described bean = new Described(new CountersFace(counters, flush), broadcaster);
    String node = counters.status().node();
    for (int i = 1; ; i++) {
      ObjectName name = name(context, i == 1 ? node : node + "-" + i);
      try {
        server.registerMBean(bean, name);
        return new CountersMBean(server, name, broadcaster);
      } catch (InstanceAlreadyExistsException e) {
        if (i == MAX_SAME_NAME) {
          throw e;
        }
      }
    }
  }

  /**
   * The name under which a node's counters are registered.
   *
   * @param context the deployment's name, {@code ROOT} for the root context
   * @param node the node's display name
   */
  static ObjectName name(String context, String node) throws JMException {
    return new ObjectName(
        "io.footfall:type=Counters,context=" + unquoted(context) + ",node=" + unquoted(node));
  }

  /** Terminal tools cannot type quotes, so what would need them is replaced by an underscore. */
  private static String unquoted(String value) {
    return value.isEmpty() ? "_" : value.replaceAll("[,=:\"*?\\s\\p{Cntrl}]", "_");
  }

  /** The name it is registered under. */
  public ObjectName name() {
    return name;
  }

  /**
   * Tells those who listen that a trouble has started.
   *
   * @param trouble its name
   * @param sentence what is wrong
   */
  public void troubleStarted(String trouble, String sentence) {
    send(TROUBLE_STARTED, trouble, sentence);
  }

  /**
   * Tells those who listen that a trouble has ended.
   *
   * @param trouble its name
   * @param sentence what is well again
   */
  public void troubleEnded(String trouble, String sentence) {
    send(TROUBLE_ENDED, trouble, sentence);
  }

  private void send(String type, String trouble, String sentence) {
    Notification notification =
        new Notification(type, name, notifications.incrementAndGet(), sentence);
    notification.setUserData(trouble);
    broadcaster.sendNotification(notification);
  }

  /**
   * Unregisters it; no effect if that was done before.
   *
   * @throws JMException if the server refuses
   */
  @Override
  public void close() throws JMException {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException alreadyGone) {
      // Somebody else has unregistered it, which is what was wanted.
    }
  }

  private static final class Described extends StandardEmitterMBean {

    Described(CountersMXBean face, NotificationBroadcasterSupport broadcaster) {
      super(face, CountersMXBean.class, true, broadcaster);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
      return "the counters of one web application on one node";
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
      return Descriptions.of(info.getName());
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
      return Descriptions.of(info.getName());
    }

    @Override
    protected String getDescription(
        MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
      return "the counter's name";
    }

    @Override
    protected String getParameterName(
        MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
      return "name";
    }

    @Override
    protected int getImpact(MBeanOperationInfo info) {
      return info.getName().equals("flush") ? MBeanOperationInfo.ACTION : MBeanOperationInfo.INFO;
    }
  }
}
