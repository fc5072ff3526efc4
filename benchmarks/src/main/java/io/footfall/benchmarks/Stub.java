package io.footfall.benchmarks;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.MappingMatch;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A container's objects that take no time and no memory. */
final class Stub {

  private Stub() {}

  /** What a stub answers to a method. */
  @FunctionalInterface
  interface Answer {
    @Nullable Object to(String method, @Nullable Object[] arguments);
  }

  /** An object of an interface; slow, for what is not asked during a request. */
  static <T> T of(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                throw new UnsupportedOperationException(method.getName());
              }
              return answer.to(method.getName(), arguments == null ? new Object[0] : arguments);
            }));
  }

  private static <T> T nothing(Class<T> type) {
    return of(
        type,
        (method, arguments) -> {
          throw new UnsupportedOperationException(method);
        });
  }

  private static final HttpServletMapping MAPPING =
      new HttpServletMapping() {
        @Override
        public String getMatchValue() {
          return "articles";
        }

        @Override
        public String getPattern() {
          return "/articles";
        }

        @Override
        public String getServletName() {
          return "articles";
        }

        @Override
        public MappingMatch getMappingMatch() {
          return MappingMatch.EXACT;
        }
      };

  /** A GET of {@code /articles} with room for one attribute. */
  static final class Request extends HttpServletRequestWrapper {
    private @Nullable Object attribute;
    private int served;

    Request() {
      super(nothing(HttpServletRequest.class));
    }

    void renew() {
      attribute = null;
    }

    void serve() {
      served++;
    }

    int served() {
      return served;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return attribute;
    }

    @Override
    public void setAttribute(String name, Object value) {
      attribute = value;
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
      return MAPPING;
    }

    @Override
    public String getRequestURI() {
      return "/articles";
    }

    @Override
    public String getServletPath() {
      return "/articles";
    }

    @Override
    public @Nullable String getPathInfo() {
      return null;
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getProtocol() {
      return "HTTP/1.1";
    }

    @Override
    public String getServerName() {
      return "example.com";
    }

    @Override
    public boolean isAsyncStarted() {
      return false;
    }
  }

  /** An answer that all is well. */
  static final class Response extends HttpServletResponseWrapper {

    Response() {
      super(nothing(HttpServletResponse.class));
    }

    @Override
    public int getStatus() {
      return 200;
    }

    @Override
    public boolean isCommitted() {
      return true;
    }
  }
}
