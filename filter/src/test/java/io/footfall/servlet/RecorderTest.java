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
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.MappingMatch;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecorderTest {

  private final Buckets buckets = Buckets.inHeap(1, 100);
  private final Health health = new Health();
  private final Recorder recorder =
      new Recorder(
          buckets,
          health,
          EnumSet.allOf(CounterKind.class),
          List.of(),
          new EscapedStatus(null),
          new Classifiers(buckets, health, List.of()));
  private final FootfallFilter filter = new FootfallFilter(recorder);
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

  /** On GlassFish, which sets the status of any HTTP response that it has with a listener. */
  @Test
  void a_response_that_the_container_must_not_touch_is_hidden_from_it() throws Exception {
    recorder.hideResponses();
    List<ServletResponse> given = new ArrayList<>();
    AsyncContext context =
        (AsyncContext)
            Proxy.newProxyInstance(
                RecorderTest.class.getClassLoader(),
                new Class<?>[] {AsyncContext.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("addListener") && arguments.length == 3) {
                    given.add((ServletResponse) arguments[2]);
                    ((AsyncListener) arguments[0])
                        .onComplete(
                            new AsyncEvent(
                                (AsyncContext) proxy,
                                (ServletRequest) arguments[1],
                                (ServletResponse) arguments[2]));
                    return null;
                  }
                  throw new UnsupportedOperationException(method.toString());
                });
    HttpServletRequest request =
        new HttpServletRequestWrapper(Stub.request()) {
          @Override
          public boolean isAsyncStarted() {
            return true;
          }

          @Override
          public AsyncContext getAsyncContext() {
            return context;
          }
        };

    filter.doFilter(request, Stub.response(), chain);

    assertThat(given)
        .singleElement()
        .satisfies(response -> assertThat(response).isNotInstanceOf(HttpServletResponse.class));
    assertThat(count("status:2xx")).isEqualTo(1);
    assertThat(health.failures()).isZero();
  }

  /** One that takes a listener alone. */
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

  @Test
  void what_a_response_says_before_the_container_has_seen_the_exception_is_not_its_status() {
    UnavailableException thrown = new UnavailableException("thrown on purpose");
    // As on GlassFish, which answers with 404 all the same.
    HttpServletResponse response =
        new HttpServletResponseWrapper(Stub.response()) {
          @Override
          public int getStatus() {
            return 500;
          }

          @Override
          public boolean isCommitted() {
            return false;
          }
        };

    assertThatThrownBy(
            () ->
                filter.doFilter(
                    Stub.request(),
                    response,
                    (request, same) -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
    assertThat(count("status:4xx")).isEqualTo(1);
    assertThat(count("route:(unmatched)")).isEqualTo(1);
  }

  /** Liberty maps a file by its path once it has served it. */
  @Test
  void an_exact_pattern_that_no_servlet_declares_is_that_of_a_file() throws Exception {
    recorder.declare(Set.of("/plain", "/other/*"));

    for (String pattern : List.of("/plain", "/static.txt", "/sub/page.jsp", "/sub/page.jspx")) {
      filter.doFilter(mapped(pattern, MappingMatch.EXACT), Stub.response(), chain);
    }
    filter.doFilter(mapped("*.do", MappingMatch.EXTENSION), Stub.response(), chain);

    for (String route : List.of("/plain", "/", "*.jsp", "*.jspx", "*.do")) {
      assertThat(count("route:" + route)).as(route).isEqualTo(1);
    }
  }

  @Test
  void without_a_declaration_every_pattern_is_a_route() throws Exception {
    filter.doFilter(mapped("/static.txt", MappingMatch.EXACT), Stub.response(), chain);

    assertThat(count("route:/static.txt")).isEqualTo(1);
  }

  private static HttpServletRequest mapped(String pattern, MappingMatch match) {
    HttpServletMapping mapping =
        (HttpServletMapping)
            Proxy.newProxyInstance(
                RecorderTest.class.getClassLoader(),
                new Class<?>[] {HttpServletMapping.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getPattern" -> pattern;
                      case "getMappingMatch" -> match;
                      default -> throw new UnsupportedOperationException(method.toString());
                    });
    return new HttpServletRequestWrapper(Stub.request()) {
      @Override
      public HttpServletMapping getHttpServletMapping() {
        return mapping;
      }
    };
  }
}
