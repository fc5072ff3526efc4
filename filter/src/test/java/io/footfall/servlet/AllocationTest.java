package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.footfall.config.CounterKind;
import io.footfall.count.Buckets;
import io.footfall.flow.Health;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The filter's own cost in memory, beside which the container has its own for an attribute. */
class AllocationTest {

  private static final int REQUESTS = 20_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final FilterChain chain = (request, response) -> {};

  @Test
  void a_request_allocates_nothing() throws Exception {
    assertNothing(bytesOf(EnumSet.noneOf(CounterKind.class), List.of(), chain));
  }

  @Test
  void a_request_allocates_nothing_with_all_kinds_of_counters_after_their_first_use()
      throws Exception {
    assertNothing(bytesOf(EnumSet.allOf(CounterKind.class), List.of(), chain));
  }

  @Test
  void an_exclusion_allocates_nothing() throws Exception {
    assertNothing(
        bytesOf(EnumSet.allOf(CounterKind.class), List.of("/a/*", "*.css", "/plain"), chain));
  }

  @Test
  void what_a_request_allocates_would_be_seen() throws Exception {
    FilterChain allocating = (request, response) -> request.setAttribute("a", new byte[1]);

    assertThat(bytesOf(EnumSet.noneOf(CounterKind.class), List.of(), allocating))
        .isGreaterThan(8L * REQUESTS);
  }

  private long bytesOf(Set<CounterKind> kinds, List<String> exclude, FilterChain last)
      throws Exception {
    Buckets buckets = Buckets.inHeap(1, 100);
    Health health = new Health();
    FootfallFilter filter =
        new FootfallFilter(
            new Recorder(
                buckets,
                health,
                kinds,
                exclude,
                new EscapedStatus(null),
                new Classifiers(buckets, health, List.of())));
    Stub.Request request = Stub.request();
    HttpServletResponse response = Stub.response();
    serve(filter, request, response, last);
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    serve(filter, request, response, last);
    long bytes = threads.getThreadAllocatedBytes(thread) - before;
    assertThat(buckets.sum("requests").value()).isEqualTo(exclude.isEmpty() ? 2 * REQUESTS : 0);
    return bytes;
  }

  private static void serve(
      FootfallFilter filter, Stub.Request request, HttpServletResponse response, FilterChain chain)
      throws Exception {
    for (int i = 0; i < REQUESTS; i++) {
      request.forget();
      filter.doFilter(request, response, chain);
    }
  }

  /**
   * Less than one byte a request: what remains is the virtual machine's own, as when it compiles.
   */
  private static void assertNothing(long bytes) {
    assertThat(bytes).isLessThan(REQUESTS);
  }
}
