package io.footfall.it.jetty;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.enricher.resource.ResourceProvider;

/** Tells Arquillian of the container and of the resource by which a test reaches a node. */
public final class JettyExtension implements LoadableExtension {

  @Override
  public void register(ExtensionBuilder builder) {
    builder
        .service(DeployableContainer.class, JettyContainer.class)
        .service(ResourceProvider.class, JettyNodeProvider.class);
  }
}
