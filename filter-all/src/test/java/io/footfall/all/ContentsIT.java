package io.footfall.all;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one file: small, and nothing in it can be taken for a library of the application's. */
class ContentsIT {

  private static final long MOST_BYTES = 15_000_000;

  /** What may be outside {@code io/footfall}. */
  private static final Set<String> META_INF =
      Set.of(
          "META-INF/MANIFEST.MF",
          "META-INF/LICENSE",
          "META-INF/THIRD-PARTY.txt",
          "META-INF/jandex.idx",
          "META-INF/web-fragment.xml");

  /** The packages that were given other names. Nothing is looked up by the marshallers' names. */
  private static final String PACKAGES =
      "(org[./](infinispan(?!.marshaller)|jgroups|jboss[./](logging|threads)|wildfly[./]common|reactivestreams"
          + "|mapdb)|io[./](smallrye|reactivex)|com[./]github[./]benmanes"
          + "|com[./]fasterxml[./]jackson[./]core|jakarta[./]transaction|kotlin|net[./]jpountz)[./]";

  /** A name of theirs in a descriptor or a text. */
  private static final Pattern LIBRARY = Pattern.compile("(^|[^\\w./])L?" + PACKAGES + "\\w");

  /** A text that is nothing but such a name, so that a class may be looked up by it. */
  private static final Pattern NAME = Pattern.compile("L?" + PACKAGES + "[\\w./$]+;?");

  /**
   * What Kotlin's compiler writes about its own types, for reflection, names them as they were;
   * nothing here reads it.
   */
  private static final Pattern WITH_METADATA = Pattern.compile("io/footfall/lib/(kotlin|mapdb)/.*");

  /** Left out on purpose: {@code pom.xml} says why of each. All below {@code io/footfall/lib}. */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "rxjava3/(internal/operators/(observable|parallel)/.*|internal/jdk8/(Observable|Parallel)"
              + ".*|subjects/.*|annotations/.*|parallel/.*|processors/.*|schedulers/Test.*)"
              + "|kotlin/(collections/(builders|unsigned)|comparisons|coroutines/intrinsics)/.*"
              + "|kotlin/ranges/U.*"
              + "|caffeine/cache/.*"
              + "|jgroups/(client|demos|tests)/.*|jgroups/blocks/(Cache|Grid|Repl).*"
              + "|jgroups/util/(CompareMetrics|Generate|PropertiesTo|ProtPerf|XMLSchema).*"
              + "|jgroups/(protocols/)?raft/.*" // A library of its own, which was never there.
              + "|infinispan/affinity/impl/.*|infinispan/commons/(maven|logging/log4j)/.*"
              + "|infinispan/protostream/annotations/impl/.*");

  private static final Pattern CLASS_IN_TEXT = Pattern.compile("\"(io\\.footfall\\.[\\w.$]+)\"");

  private JarFile jar = open();

  private static Path file() {
    return Path.of(System.getProperty("one.file", ""));
  }

  private static JarFile open() {
    try {
      return new JarFile(file().toFile());
    } catch (IOException e) {
      throw new IllegalStateException(file() + " is not there: run the tests with Maven", e);
    }
  }

  @BeforeEach
  void reopen() throws IOException {
    jar.close();
    jar = open();
  }

  @AfterEach
  void close() throws IOException {
    jar.close();
  }

  private List<ZipEntry> entries() {
    return jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry.class::cast).toList();
  }

  private byte[] bytes(ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private String text(String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    return new String(bytes(entry), UTF_8);
  }

  @Test
  void file_isAtMost15Megabytes() throws IOException {
    assertThat(Files.size(file())).isLessThanOrEqualTo(MOST_BYTES);
  }

  @Test
  void everything_isBelowOurOwnPackage() {
    assertThat(entries())
        .extracting(ZipEntry::getName)
        .filteredOn(
            name ->
                !name.startsWith("io/footfall/")
                    && !name.startsWith("META-INF/services/")
                    && !name.startsWith("META-INF/licenses/")
                    && !META_INF.contains(name))
        .isEmpty();
  }

  @Test
  void names_areThoseOfTheRelocatedPackages_inClassesAndInTexts() throws IOException {
    List<String> found = new ArrayList<>();
    for (ZipEntry entry : entries()) {
      String name = entry.getName();
      if (name.endsWith(".class")) {
        ConstantPool pool = ConstantPool.of(bytes(entry));
        pool.classes().stream().filter(LIBRARY.asPredicate()).forEach(found::add);
        pool.descriptors().stream().filter(LIBRARY.asPredicate()).forEach(found::add);
        if (!WITH_METADATA.matcher(name).matches()) {
          pool.texts().stream().filter(NAME.asMatchPredicate()).forEach(found::add);
        }
      } else if (name.matches("io/.*\\.(xml|proto)|META-INF/services/.*")) {
        if (LIBRARY.matcher(new String(bytes(entry), UTF_8)).find()) {
          found.add(name);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void classes_findEachOther() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (ZipEntry entry : entries()) {
      if (entry.getName().endsWith(".class")) {
        for (String type : ConstantPool.of(bytes(entry)).classes()) {
          if (type.startsWith("io/footfall/")
              && jar.getEntry(type + ".class") == null
              && !(type.startsWith("io/footfall/lib/")
                  && LEFT_OUT.matcher(type.substring("io/footfall/lib/".length())).matches())) {
            missing.add(type + " for " + entry.getName());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void services_nameClassesThatAreThere() throws IOException {
    List<String> services =
        entries().stream()
            .map(ZipEntry::getName)
            .filter(name -> name.startsWith("META-INF/services/"))
            .toList();
    assertThat(services)
        .contains(
            "META-INF/services/jakarta.servlet.ServletContainerInitializer",
            "META-INF/services/io.footfall.lib.infinispan.factories.impl.ModuleMetadataBuilder",
            "META-INF/services/io.footfall.lib.infinispan.configuration.parsing.ConfigurationParser",
            "META-INF/services/"
                + "io.footfall.lib.infinispan.protostream.SerializationContextInitializer");
    for (String service : services) {
      assertThat(text(service).lines().filter(line -> !line.isBlank()))
          .as(service)
          .isNotEmpty()
          .allSatisfy(
              type -> assertThat(jar.getEntry(type.replace('.', '/') + ".class")).isNotNull());
    }
  }

  @Test
  void ids_ofMessagesAndProtocols_areThoseOfTheLibraries() throws IOException {
    // Both forms of Footfall speak with each other by these.
    assertThat(text("io/footfall/lib/jgroups/jg-magic-map.xml"))
        .contains("id=\"3\"  name=\"io.footfall.lib.jgroups.BytesMessage\"");
    assertThat(text("io/footfall/lib/jgroups/jg-protocol-ids.xml"))
        .contains("name=\"io.footfall.lib.jgroups.protocols.TCPPING\"");
    assertThat(text("io/footfall/lib/infinispan/global.core.proto"))
        .contains("package io.footfall.lib.infinispan.global.core;")
        .contains("@TypeId(1279)");
    assertThat(text("io/footfall/infinispan/infinispan.xml"))
        .contains("io.footfall.lib.infinispan.transaction.lookup.EmbeddedTransactionManagerLookup")
        .contains("io.footfall.infinispan.MaxMergePolicy");
  }

  @Test
  void classes_thatTextsName_areThere() throws IOException {
    for (String name :
        List.of(
            "io/footfall/lib/jgroups/jg-magic-map.xml",
            "io/footfall/lib/jgroups/jg-protocol-ids.xml",
            "io/footfall/infinispan/infinispan.xml")) {
      List<String> classes =
          text(name)
              .lines()
              // Not JGroups' own: looked up only when they are used.
              .filter(line -> !line.contains("external=\"true\""))
              .flatMap(line -> CLASS_IN_TEXT.matcher(line).results())
              .map(found -> found.group(1))
              .toList();
      assertThat(classes)
          .as(name)
          .isNotEmpty()
          .allSatisfy(
              type -> assertThat(jar.getEntry(type.replace('.', '/') + ".class")).isNotNull());
    }
  }

  @Test
  void licenses_areKept() throws IOException {
    assertThat(text("META-INF/LICENSE")).contains("Apache License");
    assertThat(text("META-INF/THIRD-PARTY.txt")).contains("rxjava Apache-2.0", "EPL-2.0");
    assertThat(
            entries().stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith("META-INF/licenses/"))
                .map(name -> name.replaceFirst("META-INF/licenses/([a-z.-]+)-\\d[^/]*/", "$1 ")))
        .contains(
            "caffeine LICENSE",
            "jackson-core NOTICE",
            "jakarta.transaction-api LICENSE.md",
            "jakarta.transaction-api NOTICE.md",
            "jgroups LICENSE");
  }

  @Test
  void containers_areSparedTheScan_byAFragmentAndAnIndexOfOurOwn() throws IOException {
    assertThat(text("META-INF/web-fragment.xml")).contains("metadata-complete=\"true\"");
    // The libraries have such files too.
    assertThat(new String(bytes(jar.getEntry("META-INF/jandex.idx")), ISO_8859_1))
        .contains("FootfallFilter", "FootfallInitializer");
  }

  @Test
  void manifest_namesTheTool_andWhatWildFlyMustGive() throws IOException {
    Attributes attributes = jar.getManifest().getMainAttributes();
    assertThat(attributes.getValue("Main-Class")).isEqualTo("io.footfall.inspect.Main");
    assertThat(attributes.getValue("Dependencies")).isEqualTo("jdk.unsupported");
    assertThat(attributes.getValue("Automatic-Module-Name")).isEqualTo("io.footfall");
    assertThat(attributes.getValue("Class-Path")).isNull();
  }

  @Test
  void inspect_runsFromTheFile(@TempDir Path data) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                file().toString(),
                "inspect",
                data.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).contains("There are no files of Footfall in " + data);
  }
}
