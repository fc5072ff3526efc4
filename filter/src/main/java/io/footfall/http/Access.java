package io.footfall.http;

import java.util.Locale;
import java.util.Set;

/**
 * Who is answered: with a role, those who have it in the container's own security; without one,
 * callers on this machine, and none that a proxy speaks for; everybody only where that was asked
 * for.
 *
 * <p>A browser on this machine is a caller on it, whatever page it shows. A page of a stranger
 * cannot read answers of other origins, but it can let its own name resolve to the loopback
 * address. Such requests carry that name as their host; so the host must be this machine's, too.
 */
final class Access {

  private static final Set<String> FORWARDING =
      Set.of(
          "forwarded",
          "via",
          "x-real-ip",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-original-forwarded-for",
          "x-original-host",
          "x-envoy-external-address",
          "x-arr-clientip",
          "true-client-ip",
          "cf-connecting-ip",
          "fastly-client-ip");

  /** With these they all begin; most headers of most requests do not. */
  private static final String FIRST_LETTERS = "fvxtcFVXTC";

  private Access() {}

  static void check(ApiOptions options, ApiRequest request) throws Refusal {
    if (!options.role().isEmpty()) {
      if (!request.role().test(options.role())) {
        throw new Refusal(
            403, "request", "must come from a user with the role that the setting http-role names");
      }
    } else if (!options.open()
        && (!isLoopback(request.remoteAddress()) || request.forwarded().getAsBoolean())) {
      throw new Refusal(
          403,
          "request",
          "must come from the machine itself and through no proxy: set http-role to a role that callers have, or http-open=true");
    } else if (!options.open() && !isThisMachine(request.host())) {
      throw new Refusal(
          403,
          "Host",
          "must be localhost or an address of this machine alone, as 127.0.0.1, was \""
              + Json.excerpt(request.host())
              + "\": ask by one of these, or set http-role or http-open");
    }
  }

  /** Whether a host names this machine and can name no other. */
  static boolean isThisMachine(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return name.equals("localhost") || name.endsWith(".localhost") || isLoopback(name);
  }

  /** Whether a proxy leaves a header of this name. */
  static boolean isForwarding(String header) {
    if (header.isEmpty() || FIRST_LETTERS.indexOf(header.charAt(0)) < 0) {
      return false;
    }
    String name = header.toLowerCase(Locale.ROOT);
    return name.startsWith("x-forwarded") || FORWARDING.contains(name);
  }

  /** Whether an address, written as digits, is one of this machine alone. */
  static boolean isLoopback(String address) {
    if (address.equals("127.0.0.1")) {
      return true;
    }
    String bare = address.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|%.*$", "");
    if (bare.startsWith("::ffff:")) {
      bare = bare.substring("::ffff:".length());
    }
    return bare.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}")
        || bare.equals("::1")
        || bare.equals("0:0:0:0:0:0:0:1");
  }
}
