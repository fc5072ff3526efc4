package io.footfall.sample;

import io.footfall.Node;
import io.footfall.Reading;
import io.footfall.Status;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The index page as text. */
final class Html {

  private static final Map<String, String> CASES =
      Map.ofEntries(
          Map.entry("hello", "plain"),
          Map.entry("forward", "forwarded"),
          Map.entry("include", "two includes"),
          Map.entry("async-complete", "completed on another thread"),
          Map.entry("async-dispatch", "dispatched three more times"),
          Map.entry("async-timeout", "an asynchronous answer that never comes (500)"),
          Map.entry("send-error", "an error sent (409)"),
          Map.entry("exception", "an exception that escapes (500)"),
          Map.entry("slow?ms=1000", "held for a second"),
          Map.entry("static.txt", "a static file"),
          Map.entry("missing", "nothing there (404)"));

  private Html() {}

  /** Whether the index page has a link to this path. */
  static boolean isPage(String path) {
    return CASES.containsKey(path);
  }

  static String index(
      Reading requests, Map<String, Reading> likes, List<Node> nodes, Status status) {
    StringBuilder page = new StringBuilder(4_096);
    page.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <link rel="icon" href="data:,">
        <title>Footfall sample</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em }
        table { border-collapse: collapse }
        th, td { text-align: left; padding: .2em 1em .2em 0 }
        td.number { text-align: right; font-variant-numeric: tabular-nums }
        strong { font-size: 1.6em }
        </style>
        </head>
        <body>
        <h1>Footfall sample</h1>
        """);
    page.append("<p><strong id=\"cluster\">")
        .append(requests.value())
        .append("</strong> requests in the whole cluster, as of ")
        .append(seconds(requests.age()))
        .append(" ago.<br>Of these <strong id=\"here\">")
        .append(here(nodes))
        .append("</strong> came to this node, <b>")
        .append(escape(status.node()))
        .append("</b>. Members of the cluster: <b id=\"members\">")
        .append(status.members())
        .append("</b>.</p>\n");
    nodes(page, nodes);
    page.append(
        """
        <h2 id="likes">Each of these is one request</h2>
        <form method="post" action="like">
        <ul>
        """);
    CASES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              page.append("<li><a href=\"")
                  .append(escape(entry.getKey()))
                  .append("\">/")
                  .append(escape(entry.getKey()))
                  .append("</a>: ")
                  .append(escape(entry.getValue()));
              like(page, entry.getKey(), likes.get(LikeServlet.PREFIX + entry.getKey()));
              page.append("</li>\n");
            });
    page.append(
        """
        </ul>
        </form>
        <p>This page counts too. <a href="count">/count</a> tells the number as JSON and does not.</p>
        </body>
        </html>
        """);
    return page.toString();
  }

  private static void like(StringBuilder page, String path, @Nullable Reading likes) {
    page.append(" <button name=\"page\" value=\"").append(escape(path)).append("\">Like</button>");
    if (likes != null) {
      page.append(" <b>")
          .append(likes.value())
          .append(likes.value() == 1 ? "</b> like" : "</b> likes")
          .append(", as of ")
          .append(seconds(likes.age()))
          .append(" ago");
    }
  }

  private static void nodes(StringBuilder page, List<Node> nodes) {
    page.append(
        """
        <table id="nodes">
        <tr><th>Node</th><th>Requests</th><th>As of</th><th>In the cluster</th></tr>
        """);
    for (Node node : nodes) {
      page.append("<tr><td title=\"")
          .append(escape(node.identity()))
          .append("\">")
          .append(escape(node.name()))
          .append(node.self() ? " (this one)" : "")
          .append("</td><td class=\"number\">")
          .append(node.requests())
          .append("</td><td class=\"number\">")
          .append(seconds(node.age()))
          .append(" ago</td><td>")
          .append(node.present() || node.self() ? "yes" : "no")
          .append("</td></tr>\n");
    }
    page.append("</table>\n");
  }

  private static long here(List<Node> nodes) {
    return nodes.stream().filter(Node::self).mapToLong(Node::requests).sum();
  }

  private static String seconds(Duration age) {
    return String.format(Locale.ROOT, "%.1f s", age.toMillis() / 1_000.0);
  }

  /** Safe between tags and in quoted attributes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
