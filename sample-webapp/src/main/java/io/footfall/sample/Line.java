package io.footfall.sample;

import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** The answer of the sample's cases: one line of plain text. */
final class Line {

  private Line() {}

  static void write(ServletResponse response, String text) throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().println(text);
  }
}
