package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.config.CounterKind;
import io.footfall.count.Buckets;
import io.footfall.flow.Health;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecorderTest {

  private final Buckets buckets = Buckets.inHeap(1, 100);
  private final Health health = new Health();
  private final FootfallFilter filter =
      new FootfallFilter(
          new Recorder(
              buckets,
              health,
              EnumSet.allOf(CounterKind.class),
              List.of(),
              new Classifiers(buckets, health, List.of())));
  private int served;
  private final FilterChain chain = (request, response) -> served++;

  private long count(String name) {
    return buckets.sum(name).value();
  }

  @Test
  void a_request_whose_attributes_fail_is_counted_and_served() throws Exception {
    HttpServletRequest request =
        new HttpServletRequestWrapper(Stub.request()) {
          @Override
          public void setAttribute(String name, @Nullable Object value) {
            throw new IllegalStateException("thrown on purpose");
          }
        };

    filter.doFilter(request, Stub.response(), chain);
    filter.doFilter(request, Stub.response(), chain);

    assertThat(served).isEqualTo(2);
    assertThat(count("requests")).isEqualTo(2);
    assertThat(count("status:2xx")).isEqualTo(2);
    assertThat(health.failures()).isEqualTo(1);
  }

  @Test
  void a_request_without_mapping_counts_as_unmatched() throws Exception {
    HttpServletRequest request =
        new HttpServletRequestWrapper(Stub.request()) {
          @Override
          public jakarta.servlet.http.HttpServletMapping getHttpServletMapping() {
            throw new AbstractMethodError("a container of an earlier version");
          }
        };

    filter.doFilter(request, Stub.response(), chain);
    filter.doFilter(request, Stub.response(), chain);

    assertThat(served).isEqualTo(2);
    assertThat(count("requests")).isEqualTo(1);
    assertThat(count("route:(unmatched)")).isEqualTo(1);
  }

  @Test
  void the_pattern_that_springs_dispatcher_chose_is_the_route() throws Exception {
    HttpServletRequest request =
        new HttpServletRequestWrapper(Stub.request()) {
          @Override
          public @Nullable Object getAttribute(String name) {
            return name.equals("org.springframework.web.servlet.HandlerMapping.bestMatchingPattern")
                ? "/users/{id}"
                : super.getAttribute(name);
          }
        };

    filter.doFilter(request, Stub.response(), chain);

    assertThat(count("route:/users/{id}")).isEqualTo(1);
    assertThat(count("route:/plain")).isZero();
  }

  @Test
  void an_exception_of_the_application_reaches_the_container_as_it_is() {
    ServletException thrown = new ServletException("thrown on purpose");

    assertThatThrownBy(
            () ->
                filter.doFilter(
                    Stub.request(),
                    Stub.response(),
                    (request, response) -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
    assertThat(count("status:2xx")).as("the response was committed").isEqualTo(1);
  }
}
