package io.footfall.flow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The production code with a mistake planted in it. */
final class Mutant {

  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", "."), "src", "main", "java", "io", "footfall");

  private final String name;
  private final Map<String, String> changed = new LinkedHashMap<>();

  Mutant(String name) {
    this.name = name;
  }

  /**
   * Plants one mistake.
   *
   * @param file as in {@code count/Sums.java}
   * @param passage what stands there, exactly once
   */
  Mutant with(String file, String passage, String mistake) throws IOException {
    String source = changed.getOrDefault(file, Files.readString(SOURCES.resolve(file)));
    int at = source.indexOf(passage);
    if (at < 0 || source.indexOf(passage, at + 1) >= 0) {
      throw new AssertionError(
          "the mutant \"%s\" needs this passage once in %s, which has changed: %s"
              .formatted(name, file, passage));
    }
    changed.put(file, source.replace(passage, mistake));
    return this;
  }

  /** The first history that shows the mistake, or null if none of so many does. */
  @Nullable String firstFailure(long firstSeed, long histories) throws Exception {
    Class<?> run = Class.forName(ModelRun.class.getName(), true, new Loader(compile()));
    Set<String> points = new TreeSet<>();
    return (String)
        run.getMethod("play", long.class, long.class, int.class, Set.class)
            .invoke(null, firstSeed, histories, 2, points);
  }

  @Override
  public String toString() {
    return name;
  }

  private Map<String, byte[]> compile() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
      Output output = new Output(files);
      List<JavaFileObject> sources = new ArrayList<>();
      changed.forEach((file, source) -> sources.add(new Source(file, source)));
      List<String> options =
          List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
      if (!compiler.getTask(null, output, problems, options, null, sources).call()) {
        throw new AssertionError(name + " does not compile: " + problems.getDiagnostics());
      }
      Map<String, byte[]> classes = new HashMap<>();
      output.written.forEach((type, bytes) -> classes.put(type, bytes.toByteArray()));
      return classes;
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///io/footfall/" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Output extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    Output(StandardJavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String type,
        JavaFileObject.Kind kind,
        @Nullable FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + type), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          written.put(type, bytes);
          return bytes;
        }
      };
    }
  }

  /** All of Footfall anew, with the mistake in it; everything else as it is. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> mutated;

    Loader(Map<String, byte[]> mutated) {
      super(Mutant.class.getClassLoader());
      this.mutated = mutated;
    }

    @Override
    protected Class<?> loadClass(String type, boolean resolve) throws ClassNotFoundException {
      if (!type.startsWith("io.footfall.")) {
        return super.loadClass(type, resolve);
      }
      synchronized (getClassLoadingLock(type)) {
        Class<?> loaded = findLoadedClass(type);
        if (loaded != null) {
          return loaded;
        }
        byte[] bytes = mutated.get(type);
        if (bytes == null) {
          bytes = original(type);
        }
        return defineClass(type, bytes, 0, bytes.length);
      }
    }

    private byte[] original(String type) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(type.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(type);
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(type, e);
      }
    }
  }
}
