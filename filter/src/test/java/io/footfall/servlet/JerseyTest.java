package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.Counter;
import io.footfall.Footfall;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.nio.file.Files;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that docs/java-api.md gives for Jersey work as they stand there. */
class JerseyTest {

  /** As in the document. */
  @Path("orders")
  public static final class Orders {

    private final Counter orders;

    /** For Jersey. */
    public Orders(@Context ServletContext context) {
      orders = Footfall.of(context).counter("orders");
    }

    /** Counts an order. */
    @POST
    public void order() {
      orders.increment();
    }
  }

  @TempDir java.nio.file.Path directory;

  @Test
  void resource_countsWithTheLinesOfTheDocument() throws Exception {
    ServletContextHandler context = Site.context("", directory);
    context.addServletContainerInitializer(new FootfallInitializer());
    context.addServlet(
        new ServletHolder(new ServletContainer(new ResourceConfig(Orders.class))), "/api/*");
    Site site = new Site().with(context).start();
    try {
      for (int i = 0; i < 3; i++) {
        String answer =
            site.exchange(
                "POST /api/orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        assertThat(Site.status(answer)).isEqualTo(204);
      }

      assertThat(Site.counted(context)).containsAllEntriesOf(Map.of("orders", 3L, "requests", 3L));
    } finally {
      site.stop();
    }
    assertThat(
            Files.readString(
                java.nio.file.Path.of(
                    System.getProperty("basedir", "."), "..", "docs", "java-api.md")))
        .contains(
            "public Orders(@Context ServletContext context) {\n    orders = Footfall.of(context).counter(\"orders\");");
  }
}
