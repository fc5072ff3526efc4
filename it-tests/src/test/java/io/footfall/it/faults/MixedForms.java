package io.footfall.it.faults;

import io.footfall.it.Sample;
import io.footfall.it.jetty.Jvm;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A network whose first node has Footfall's libraries one by one, and all others the one file. */
final class MixedForms implements Network {

  private final Network network;
  private final Path oneFile = Jvm.freshDirectory("faults", "one-file").resolve("sample.war");

  MixedForms(Network network) {
    this.network = network;
    WebArchive war =
        ShrinkWrap.create(ZipImporter.class, "sample.war")
            .importFrom(Sample.file())
            .as(WebArchive.class);
    for (ArchivePath path :
        List.copyOf(war.getContent(Filters.include("/WEB-INF/lib/.*")).keySet())) {
      war.delete(path);
    }
    war.addAsLibrary(new File(System.getProperty("one.file", "")))
        .as(ZipExporter.class)
        .exportTo(oneFile.toFile());
  }

  @Override
  public List<String> prefix(int node) {
    return network.prefix(node);
  }

  @Override
  public Map<String, String> environment(int node) {
    return network.environment(node);
  }

  @Override
  public List<String> options(int node) {
    return network.options(node);
  }

  @Override
  public String program(int node) {
    return node == 0 ? network.program(node) : oneFile.toString();
  }

  @Override
  public String host(int node) {
    return network.host(node);
  }

  @Override
  public void split(List<Set<Integer>> groups) {
    network.split(groups);
  }

  @Override
  public void heal() {
    network.heal();
  }

  @Override
  public void close() {
    network.close();
  }

  @Override
  public String toString() {
    return network + ", one node with 28 JARs and the others with the one file";
  }
}
