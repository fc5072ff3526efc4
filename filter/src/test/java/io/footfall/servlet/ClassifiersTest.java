package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.RequestClassifier;
import io.footfall.count.Buckets;
import io.footfall.flow.Health;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifiersTest {

  @TempDir Path directory;

  private final Buckets buckets = Buckets.inHeap(1, 100);
  private final Health health = new Health();

  /** Offered as a service by the test below; public as services must be. */
  public static final class Good implements RequestClassifier {

    /** For the service loader. */
    public Good() {}

    @Override
    public void classify(
        jakarta.servlet.http.HttpServletRequest request,
        int status,
        java.util.function.Consumer<? super String> counters) {
      counters.accept("good:" + request.getRequestURI() + ":" + status);
    }
  }

  /** Cannot be made. */
  public static final class Broken implements RequestClassifier {

    /** Fails as a class does whose library is missing. */
    public Broken() {
      throw new NoClassDefFoundError("missing on purpose");
    }

    @Override
    public void classify(
        jakarta.servlet.http.HttpServletRequest request,
        int status,
        java.util.function.Consumer<? super String> counters) {}
  }

  private URLClassLoader offering(String... names) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.write(services.resolve(RequestClassifier.class.getName()), List.of(names));
    return new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader());
  }

  private Classifiers of(RequestClassifier... classifiers) {
    return new Classifiers(buckets, health, List.of(classifiers));
  }

  @Test
  void what_cannot_be_loaded_is_told_and_does_not_stop_the_others() throws Exception {
    try (URLClassLoader loader =
        offering(Broken.class.getName(), "no.such.Classifier", Good.class.getName())) {
      List<RequestClassifier> loaded = Classifiers.load(loader, health);

      assertThat(loaded).hasSize(1).first().isInstanceOf(Good.class);
      assertThat(health.failures()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void the_names_that_a_classifier_gives_are_counted() {
    Classifiers classifiers =
        of((request, status, counters) -> List.of("one", "two", "one").forEach(counters));

    classifiers.classify(Stub.request(), 200);

    assertThat(buckets.sum("one").value()).isEqualTo(2);
    assertThat(buckets.sum("two").value()).isEqualTo(1);
    assertThat(health.failures()).isZero();
  }

  @Test
  void names_that_break_the_rule_or_are_kept_are_told_once_and_ignored() {
    Classifiers classifiers =
        of(
            (request, status, counters) ->
                List.of("status:2xx", "requests", "", "a\nb", "fine").forEach(counters));

    classifiers.classify(Stub.request(), 200);
    classifiers.classify(Stub.request(), 200);

    assertThat(buckets.sum("fine").value()).isEqualTo(2);
    assertThat(buckets.sum("status:2xx").value()).isZero();
    assertThat(buckets.sum("requests").value()).isZero();
    assertThat(health.failures()).isEqualTo(4);
  }

  @Test
  void what_a_classifier_throws_is_told_once_and_does_not_stop_the_others() {
    Classifiers classifiers =
        of(
            (request, status, counters) -> {
              throw new NoClassDefFoundError("thrown on purpose");
            },
            (request, status, counters) -> counters.accept("second"));

    classifiers.classify(Stub.request(), 200);
    classifiers.classify(Stub.request(), 200);

    assertThat(buckets.sum("second").value()).isEqualTo(2);
    assertThat(health.failures()).isEqualTo(1);
  }

  @Test
  void the_web_applications_own_loader_is_asked() throws Exception {
    ServletContextHandler context = Site.context("/classified", directory);
    Site.serve(context, "/plain", (request, response) -> response.setStatus(204));
    context.addServletContainerInitializer(new FootfallInitializer());
    Site site = new Site();
    try (URLClassLoader loader = offering(Good.class.getName())) {
      context.setClassLoader(loader);
      site.with(context).start();

      site.get("/classified/plain");

      org.awaitility.Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(Site.counted(context))
                      .containsEntry("good:/classified/plain:204", 1L));
    } finally {
      site.stop();
    }
  }
}
