package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.config.CounterKind;
import io.footfall.count.Buckets;
import io.footfall.flow.Health;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
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
              new EscapedStatus(null),
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
  void an_asynchronous_request_keeps_its_route_when_its_attributes_are_gone_and_counts_once()
      throws Exception {
    Stub.Request plain = Stub.request();
    List<AsyncListener> added = new ArrayList<>();
    HttpServletRequest request =
        new HttpServletRequestWrapper(plain) {
          @Override
          public boolean isAsyncStarted() {
            return true;
          }

          @Override
          public AsyncContext getAsyncContext() {
            return context(added);
          }
        };
    filter.doFilter(request, Stub.response(), chain);
    assertThat(count("status:2xx")).as("before its end").isZero();

    plain.forget();
    for (AsyncListener listener : List.copyOf(added)) {
      listener.onStartAsync(new AsyncEvent(context(added), request, Stub.response()));
    }
    for (AsyncListener listener : added) {
      listener.onComplete(new AsyncEvent(context(added), request, Stub.response()));
    }

    assertThat(added).hasSize(2);
    assertThat(count("status:2xx")).isEqualTo(1);
    assertThat(count("route:/plain")).isEqualTo(1);
  }

  /** One that takes a listener alone: GlassFish changes a response that it is given with one. */
  private static AsyncContext context(List<AsyncListener> added) {
    return (AsyncContext)
        Proxy.newProxyInstance(
            RecorderTest.class.getClassLoader(),
            new Class<?>[] {AsyncContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("addListener") && arguments.length == 1) {
                added.add((AsyncListener) arguments[0]);
                return null;
              }
              throw new UnsupportedOperationException(method.toString());
            });
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
