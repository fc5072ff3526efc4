package io.footfall.infinispan;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The grammar of the setting {@code hosts}, and how JGroups wants to read it. */
final class Hosts {
  /** A name, an IPv4 address or an IPv6 address; then a port in brackets or after a colon. */
  private static final Pattern BRACKETS = Pattern.compile("([^\\s,\\[\\]]+)\\[(\\d{1,5})]");

  private static final Pattern COLON = Pattern.compile("([^\\s,\\[\\]:]+):(\\d{1,5})");
  private static final Pattern BARE =
      Pattern.compile("[^\\s,\\[\\]:]+|[0-9A-Fa-f.]*:[^\\s,\\[\\]]*:[^\\s,\\[\\]]*");

  private Hosts() {}

  /** Refuses what the stack cannot use. */
  static void check(String stack, List<String> hosts) {
    switch (stack) {
      case "tcp" -> {
        if (hosts.isEmpty()) {
          throw new IllegalArgumentException(
              "hosts must name at least one node for stack \"tcp\", was empty: write the nodes' hosts, as in hosts=a.example,b.example");
        }
        hosts.forEach(host -> addresses(host, LedgerOptions.DEFAULT_PORT));
      }
      case "kubernetes" -> {
        if (hosts.size() != 1 || !BARE.matcher(hosts.get(0)).matches()) {
          throw new IllegalArgumentException(
              "hosts must be one DNS name for stack \"kubernetes\", was %s: write the name of the headless service, as in hosts=footfall.default.svc.cluster.local"
                  .formatted(hosts));
        }
      }
      default -> {
        if (!hosts.isEmpty() && (stack.equals("loopback") || stack.equals("udp"))) {
          throw new IllegalArgumentException(
              "hosts has no meaning for stack \"%s\", was %s: leave it out, or choose the stack tcp"
                  .formatted(stack, hosts));
        }
      }
    }
  }

  /** Returns the list that TCPPING reads: every address with its port. */
  static String initialHosts(List<String> hosts, int port) {
    return hosts.stream().map(host -> addresses(host, port)).collect(Collectors.joining(","));
  }

  private static String addresses(String item, int port) {
    String host = item.strip();
    Matcher matcher = BRACKETS.matcher(host);
    if (!matcher.matches()) {
      matcher = COLON.matcher(host);
    }
    if (matcher.matches()) {
      int own = Integer.parseInt(matcher.group(2));
      if (own >= 1 && own <= 65_535) {
        return matcher.group(1) + "[" + own + "]";
      }
    } else if (BARE.matcher(host).matches()) {
      return IntStream.range(port, port + LedgerOptions.PORTS)
          .mapToObj(each -> host + "[" + each + "]")
          .collect(Collectors.joining(","));
    }
    throw new IllegalArgumentException(
        "hosts must be items of the form host, host:port or host[port] with a port from 1 to 65535, was \"%s\": write a.example:7800"
            .formatted(item));
  }
}
