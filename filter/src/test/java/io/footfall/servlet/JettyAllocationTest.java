package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.footfall.config.CounterKind;
import io.footfall.count.Buckets;
import io.footfall.flow.Health;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the filter allocates within a real Jetty, on the thread of the request: what stands between
 * a probe before it and one behind it. Jetty's own cost of an attribute is what a filter that only
 * sets one has in the same place.
 */
class JettyAllocationTest {

  private static final int WARM_UP = 200;
  private static final int REQUESTS = 501;

  @TempDir Path directory;

  @Test
  void the_filter_allocates_what_an_attribute_costs_and_no_more() throws Exception {
    long attribute = bytesOfOne(new OnlyAnAttribute());
    long requests = bytesOfOne(footfall(EnumSet.noneOf(CounterKind.class)));
    System.Logger log = System.getLogger("io.footfall.test");
    log.log(
        System.Logger.Level.INFO,
        "Bytes a request: an attribute alone {0}, Footfall {1}",
        attribute,
        requests);
    assertThat(attribute).isPositive();
    assertThat(requests).isEqualTo(attribute);
  }

  private static Filter footfall(Set<CounterKind> kinds) {
    Buckets buckets = Buckets.inHeap(2, 100);
    Health health = new Health();
    Classifiers none = new Classifiers(buckets, health, List.of());
    return new FootfallFilter(
        new Recorder(buckets, health, kinds, List.of(), new EscapedStatus(null), none));
  }

  /** The median, because now and then the virtual machine itself takes a little. */
  private long bytesOfOne(Filter between) throws Exception {
    Probe probe = new Probe();
    ServletContextHandler context = Site.context("/", directory);
    Site.serve(context, "/plain", (request, response) -> {});
    for (Filter filter : List.of(probe.before(), between, probe.behind())) {
      FilterHolder holder = new FilterHolder(filter);
      holder.setAsyncSupported(true);
      context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
    }
    Site site = new Site().with(context).start();
    try {
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.port() + "/plain")).build();
      for (int i = 0; i < WARM_UP; i++) {
        client.send(request, HttpResponse.BodyHandlers.discarding());
      }
      long[] bytes = new long[REQUESTS];
      for (int i = 0; i < REQUESTS; i++) {
        client.send(request, HttpResponse.BodyHandlers.discarding());
        bytes[i] = probe.between.get();
      }
      Arrays.sort(bytes);
      return bytes[REQUESTS / 2];
    } finally {
      site.stop();
    }
  }

  private static final class OnlyAnAttribute implements Filter {
    private final Object value = new Object();

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      request.setAttribute(Recorder.SEEN, value);
      chain.doFilter(request, response);
    }
  }

  /** Two filters, and the bytes that their thread allocates between them. */
  private static final class Probe {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final AtomicLong between = new AtomicLong();
    private final AtomicLong behind = new AtomicLong();

    Filter before() {
      return (request, response, chain) -> {
        long start = threads.getCurrentThreadAllocatedBytes();
        chain.doFilter(request, response);
        between.set(threads.getCurrentThreadAllocatedBytes() - start - behind.get());
      };
    }

    Filter behind() {
      return (request, response, chain) -> {
        long start = threads.getCurrentThreadAllocatedBytes();
        chain.doFilter(request, response);
        behind.set(threads.getCurrentThreadAllocatedBytes() - start);
      };
    }
  }
}
