package io.footfall.it.jetty;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** A node that Arquillian deploys to: a deployment is a JVM, from its start to its end. */
public final class JettyContainer implements DeployableContainer<JettyConfiguration> {

  private final Map<String, JettyNode> nodes = new HashMap<>();
  private JettyConfiguration configuration = new JettyConfiguration();

  @Override
  public Class<JettyConfiguration> getConfigurationClass() {
    return JettyConfiguration.class;
  }

  @Override
  public void setup(JettyConfiguration given) {
    configuration = given;
  }

  @Override
  public ProtocolDescription getDefaultProtocol() {
    return new ProtocolDescription("Local");
  }

  @Override
  public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
    String test = archive.getName().replaceFirst("\\.war$", "");
    Path directory = Jvm.freshDirectory(test, configuration.getNode());
    Path war = directory.resolve("sample.war");
    archive.as(ZipExporter.class).exportTo(war.toFile());
    JettyNode node = new JettyNode(configuration.getNode(), directory, war);
    nodes.put(archive.getName(), node);
    node.start();
    HTTPContext http = new HTTPContext("localhost", node.url("").getPort());
    return new ProtocolMetaData().addContext(http).addContext(node);
  }

  @Override
  public void undeploy(Archive<?> archive) {
    JettyNode node = nodes.remove(archive.getName());
    if (node != null) {
      node.stop();
    }
  }

  @Override
  public void stop() {
    nodes.values().forEach(JettyNode::kill);
    nodes.clear();
  }
}
