import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes what the shade plugin leaves as it is: the texts that name classes or packages, with the
 * names that these have in the one file, and the licenses of the libraries.
 *
 * <p>Run by the build from source, with the libraries on the class path, the folder to write to and
 * the package above the relocated ones.
 */
final class RelocateTexts {

  /** The texts outside JARs' schema files, and where they belong. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "jg-magic-map.xml", "jgroups/jg-magic-map.xml",
          "jg-protocol-ids.xml", "jgroups/jg-protocol-ids.xml");

  private static final String OWN = "io/footfall/infinispan/infinispan.xml";

  private static final Pattern LICENSE =
      Pattern.compile("(META-INF/)?[\\w-]*(LICENSE|NOTICE|COPYRIGHT|licenses)[\\w-]*(\\.txt|\\.md|\\.xml)?");

  private final Path out;
  private final Path lib;
  private final Set<String> known = new HashSet<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  private RelocateTexts(Path out, String lib) {
    this.out = out;
    this.lib = out.resolve(lib.replace('.', '/'));
    names.put("org.infinispan", lib + ".infinispan");
    names.put("org.jgroups", lib + ".jgroups");
  }

  /** Writes all of it. */
  public static void main(String[] args) throws IOException {
    new RelocateTexts(Path.of(args[0]), args[1]).run();
  }

  private void run() throws IOException {
    for (Map.Entry<String, String> text : TEXTS.entrySet()) {
      // JGroups looks each class up when it starts, and its performance test is left out.
      String kept =
          resource(text.getKey())
              .lines()
              .filter(line -> !line.contains("org.jgroups.tests."))
              .collect(Collectors.joining("\n", "", "\n"));
      write(lib.resolve(text.getValue()), relocated(kept));
    }
    write(out.resolve(OWN), relocated(resource(OWN)));
    for (String line : Files.readAllLines(out.resolve("META-INF/THIRD-PARTY.txt"))) {
      known.add(line.split(" ", 2)[0]);
    }
    for (String entry : System.getProperty("java.class.path").split(Pattern.quote(":"))) {
      if (entry.endsWith(".jar")) {
        try (ZipFile jar = new ZipFile(entry)) {
          copy(jar, Path.of(entry).getFileName().toString().replaceAll("\\.jar$", ""));
        }
      }
    }
  }

  private void copy(ZipFile jar, String name) throws IOException {
    if (!name.startsWith("footfall-") && !known.contains(name.replaceAll("-\\d.*", ""))) {
      throw new IOException(name + " is missing in META-INF/THIRD-PARTY.txt: add its license");
    }
    for (ZipEntry entry : List.copyOf(jar.stream().toList())) {
      String path = entry.getName();
      if (path.startsWith("org/infinispan/")
          && (path.endsWith(".proto") || path.endsWith(".xml"))) {
        String below = path.substring("org/".length());
        write(lib.resolve(below), relocated(text(jar, entry)));
      } else if (LICENSE.matcher(path).matches()) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        write(out.resolve("META-INF/licenses").resolve(name).resolve(file), text(jar, entry));
      }
    }
  }

  private String relocated(String text) {
    String result = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      result =
          result
              .replace(name.getKey() + ".", name.getValue() + ".")
              .replace(path(name.getKey()), path(name.getValue()));
    }
    return result;
  }

  private static String path(String name) {
    return name.replace('.', '/') + "/";
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no " + name + " on the class path: the libraries have changed");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String text(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
