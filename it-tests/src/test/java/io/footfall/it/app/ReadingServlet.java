package io.footfall.it.app;

import io.footfall.Counters;
import io.footfall.Footfall;
import io.footfall.Node;
import io.footfall.Status;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.UUID;

/**
 * Tells what this application's counters read: a line for each, name, tabulator, value. Lines that
 * begin with {@code @} tell of the node.
 */
@WebServlet(name = "reading", urlPatterns = "/reading")
public final class ReadingServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private static final String FILTER = "io.footfall.servlet.FootfallFilter";

  /** Another one in each deployment. */
  private static final String STARTED = UUID.randomUUID().toString();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Counters counters = Footfall.of(getServletContext());
    response.setContentType("text/plain;charset=UTF-8");
    PrintWriter out = response.getWriter();
    counters.readAll("").forEach((name, reading) -> line(out, name, reading.value()));
    Status status = counters.status();
    line(out, "@started", STARTED);
    line(out, "@members", status.members());
    line(out, "@pending", status.pending());
    line(out, "@durability", status.durability());
    line(out, "@problems", String.join("; ", status.settingsProblems()));
    line(
        out,
        "@filters",
        getServletContext().getFilterRegistrations().values().stream()
            .filter(registration -> FILTER.equals(registration.getClassName()))
            .count());
    counters.nodes().stream().filter(Node::self).forEach(node -> tell(out, node));
  }

  private static void tell(PrintWriter out, Node self) {
    line(out, "@node", self.name());
    line(out, "@url", self.url());
    line(out, "@location", self.location());
  }

  private static void line(PrintWriter out, String name, Object value) {
    out.print(name + "\t" + value + "\n");
  }
}
