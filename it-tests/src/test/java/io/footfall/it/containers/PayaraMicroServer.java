package io.footfall.it.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Payara Micro, one JAR, which deploys what it finds when it starts. */
final class PayaraMicroServer extends Server {

  private final Path jar;

  PayaraMicroServer(String name, String file) {
    super(name);
    this.jar = distribution("payara").resolve(file);
  }

  @Override
  void prepare(Path base, int port) throws IOException {
    Files.createDirectories(base.resolve("root"));
    Files.createDirectories(base.resolve("applications"));
  }

  @Override
  List<String> arguments(Path base, int port) {
    return List.of(
        "-Xmx1g",
        "--add-opens=java.base/jdk.internal.loader=ALL-UNNAMED",
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-exports=java.base/sun.net.www=ALL-UNNAMED",
        "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.net=ALL-UNNAMED",
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-opens=java.base/sun.net.www.protocol.jar=ALL-UNNAMED",
        "--add-opens=java.management/sun.management=ALL-UNNAMED",
        "--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED",
        "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED",
        "--add-opens=java.logging/java.util.logging=ALL-UNNAMED",
        "-jar",
        jar.toString(),
        "--port",
        Integer.toString(port),
        "--nocluster",
        "--rootdir",
        base.resolve("root").toString(),
        "--deploymentdir",
        deployments(base).toString());
  }

  @Override
  boolean deploysAtStart() {
    return true;
  }

  @Override
  Path home() {
    return jar;
  }

  @Override
  Path deployments(Path base) {
    return base.resolve("applications");
  }
}
