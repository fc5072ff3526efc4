package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import java.io.FileNotFoundException;
import org.junit.jupiter.api.Test;

class EscapedStatusTest {

  private final EscapedStatus liberty = new EscapedStatus("IBM WebSphere Liberty/26.0.0.1");
  private final EscapedStatus other = new EscapedStatus("jetty/12.1.10");

  @Test
  void an_exception_is_an_error_of_the_server() {
    assertThat(other.of(new ServletException("x"))).isEqualTo(500);
    assertThat(other.of(new FileNotFoundException("x"))).isEqualTo(500);
    assertThat(new EscapedStatus(null).of(new IllegalStateException("x"))).isEqualTo(500);
    assertThat(liberty.of(new ServletException("x"))).isEqualTo(500);
  }

  @Test
  void a_servlet_that_is_unavailable_for_good_is_not_found() {
    assertThat(other.of(new UnavailableException("x"))).isEqualTo(404);
    assertThat(other.of(new UnavailableException("x", 1))).isEqualTo(503);
    assertThat(liberty.of(new ServletException(new UnavailableException("x", 1)))).isEqualTo(503);
  }

  @Test
  void on_liberty_a_missing_file_is_not_found() {
    assertThat(liberty.of(new FileNotFoundException("x"))).isEqualTo(404);
    assertThat(liberty.of(new ServletException(new FileNotFoundException("x")))).isEqualTo(404);
  }

  @Test
  void causes_that_go_in_circles_come_to_an_end() {
    Exception one = new Exception("one");
    Exception two = new Exception("two", one);
    one.initCause(two);

    assertThat(liberty.of(one)).isEqualTo(500);
  }
}
