package io.footfall.it.jetty;

import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** What {@code arquillian.xml} says about one node. */
public final class JettyConfiguration implements ContainerConfiguration {

  private String node = "node";
  private String server = "";

  /** The node's display name. */
  public String getNode() {
    return node;
  }

  /** Sets the node's display name. */
  public void setNode(String node) {
    this.node = node;
  }

  /** The published container to start, or empty for a node of the sample. */
  public String getServer() {
    return server;
  }

  /** Sets the published container to start. */
  public void setServer(String server) {
    this.server = server;
  }

  @Override
  public void validate() {}
}
