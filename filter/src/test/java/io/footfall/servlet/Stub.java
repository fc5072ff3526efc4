package io.footfall.servlet;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.MappingMatch;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A request and a response that allocate nothing when they are asked. */
final class Stub {

  private static final HttpServletMapping MAPPING =
      new HttpServletMapping() {
        @Override
        public String getMatchValue() {
          return "plain";
        }

        @Override
        public String getPattern() {
          return "/plain";
        }

        @Override
        public String getServletName() {
          return "plain";
        }

        @Override
        public MappingMatch getMappingMatch() {
          return MappingMatch.EXACT;
        }
      };

  private Stub() {}

  static Request request() {
    return new Request();
  }

  static HttpServletResponse response() {
    return new Response();
  }

  private static <T> T nothing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  /** A GET of {@code /plain} with room for one attribute. */
  static final class Request extends HttpServletRequestWrapper {
    private @Nullable Object seen;

    private Request() {
      super(nothing(HttpServletRequest.class));
    }

    /** Makes it a new request. */
    void forget() {
      seen = null;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return name.equals(Recorder.SEEN) ? seen : null;
    }

    @Override
    public void setAttribute(String name, Object value) {
      seen = value;
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
      return MAPPING;
    }

    @Override
    public String getRequestURI() {
      return "/plain";
    }

    @Override
    public String getServletPath() {
      return "/plain";
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

  private static final class Response extends HttpServletResponseWrapper {

    private Response() {
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
