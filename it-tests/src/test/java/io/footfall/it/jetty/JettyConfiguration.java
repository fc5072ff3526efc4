package io.footfall.it.jetty;

import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** What {@code arquillian.xml} says about one node. */
public final class JettyConfiguration implements ContainerConfiguration {

  private String node = "node";

  /** The node's display name. */
  public String getNode() {
    return node;
  }

  /** Sets the node's display name. */
  public void setNode(String node) {
    this.node = node;
  }

  @Override
  public void validate() {}
}
