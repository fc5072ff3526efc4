package io.footfall.it;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The sample as it was built, and requests to it. */
public final class Sample {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private Sample() {}

  /** The built file. */
  public static File file() {
    return new File(System.getProperty("sample.war", "")).getAbsoluteFile();
  }

  /** The built file as an archive whose name tells the test: its data and output go there. */
  static WebArchive war(String test) {
    return ShrinkWrap.create(ZipImporter.class, test + ".war")
        .importFrom(file())
        .as(WebArchive.class);
  }

  static HttpResponse<String> get(URI url) throws IOException, InterruptedException {
    return send("GET", url);
  }

  static HttpResponse<String> send(String method, URI url)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(url)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(30))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Sends requests one after the other; each must be answered with 200. */
  static void get(URI url, int times) throws IOException, InterruptedException {
    for (int i = 0; i < times; i++) {
      int status = get(url).statusCode();
      if (status != 200) {
        throw new AssertionError(url + " answered " + status);
      }
    }
  }
}
