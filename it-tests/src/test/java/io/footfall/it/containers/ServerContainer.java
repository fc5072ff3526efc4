package io.footfall.it.containers;

import io.footfall.it.jetty.JettyConfiguration;
import io.footfall.it.jetty.Jvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/**
 * A published container for Arquillian: started with its first deployment, stopped after its last.
 */
final class ServerContainer implements DeployableContainer<JettyConfiguration> {

  /** The files of this run's archives: each is the same for every container but GlassFish. */
  private static final Map<String, Path> WARS = new ConcurrentHashMap<>();

  private final Set<String> deployed = new LinkedHashSet<>();
  private String name = "";

  @Override
  public Class<JettyConfiguration> getConfigurationClass() {
    return JettyConfiguration.class;
  }

  @Override
  public void setup(JettyConfiguration configuration) {
    name = configuration.getServer();
  }

  @Override
  public ProtocolDescription getDefaultProtocol() {
    return new ProtocolDescription("Local");
  }

  @Override
  public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
    String context = archive.getName().replaceFirst("\\.war$", "");
    try {
      Server server = Servers.running(name);
      server.deploy(context, WARS.computeIfAbsent(file(archive), file -> export(archive, file)));
      deployed.add(context);
      return new ProtocolMetaData().addContext(new HTTPContext("localhost", server.port()));
    } catch (IOException e) {
      throw new DeploymentException(context + " cannot be deployed to " + name, e);
    }
  }

  private static String file(Archive<?> archive) {
    return (archive.contains("/WEB-INF/glassfish-web.xml") ? "glassfish-" : "") + archive.getName();
  }

  private static Path export(Archive<?> archive, String file) {
    Path war = Jvm.sharedDirectory(file).resolve("application.war");
    archive.as(ZipExporter.class).exportTo(war.toFile());
    return war;
  }

  @Override
  public void undeploy(Archive<?> archive) {
    deployed.remove(archive.getName().replaceFirst("\\.war$", ""));
    if (deployed.isEmpty()) {
      Servers.stop(name);
    }
  }

  @Override
  public void stop() {
    Servers.killAll();
  }
}
