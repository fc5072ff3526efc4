package io.footfall.it.containers;

import io.footfall.it.jetty.JettyConfiguration;
import io.footfall.it.jetty.JettyContainer;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.Archive;

/**
 * What {@code arquillian.xml} names: a published container where it says {@code server}, a node of
 * the sample elsewhere. Arquillian takes one kind of container on its class path.
 */
public final class EitherContainer implements DeployableContainer<JettyConfiguration> {

  private DeployableContainer<JettyConfiguration> chosen = new JettyContainer();

  @Override
  public Class<JettyConfiguration> getConfigurationClass() {
    return JettyConfiguration.class;
  }

  @Override
  public void setup(JettyConfiguration configuration) {
    chosen = configuration.getServer().isEmpty() ? new JettyContainer() : new ServerContainer();
    chosen.setup(configuration);
  }

  @Override
  public ProtocolDescription getDefaultProtocol() {
    return chosen.getDefaultProtocol();
  }

  @Override
  public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
    return chosen.deploy(archive);
  }

  @Override
  public void undeploy(Archive<?> archive) throws DeploymentException {
    chosen.undeploy(archive);
  }

  @Override
  public void start() throws LifecycleException {
    chosen.start();
  }

  @Override
  public void stop() throws LifecycleException {
    chosen.stop();
  }
}
