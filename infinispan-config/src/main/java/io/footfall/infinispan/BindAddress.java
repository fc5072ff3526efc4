package io.footfall.infinispan;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/** Says what is wrong with an address to listen at before Infinispan does, at length. */
final class BindAddress {
  /** JGroups' words for kinds of addresses, which it looks up itself. */
  private static final Set<String> KINDS =
      Set.of("global", "site_local", "link_local", "non_loopback", "loopback");

  private BindAddress() {}

  /**
   * Checks that an address belongs to this machine.
   *
   * @throws LedgerStartException if it does not, or cannot be resolved
   */
  static void requireOurs(String address) {
    if (address.isEmpty()
        || KINDS.contains(address.toLowerCase(Locale.ROOT))
        || address.contains(",")
        || address.startsWith("match-")
        || address.startsWith("custom:")) {
      return;
    }
    try {
      InetAddress resolved = InetAddress.getByName(address);
      if (!resolved.isAnyLocalAddress()
          && !resolved.isLoopbackAddress()
          && NetworkInterface.getByInetAddress(resolved) == null) {
        throw new LedgerStartException(
            "bind-address \"%s\" is not an address of this machine: set it to one that is, or leave it out"
                .formatted(address),
            null);
      }
    } catch (UnknownHostException | SocketException e) {
      throw new LedgerStartException(
          "bind-address \"%s\" cannot be resolved: set it to an address of this machine, or leave it out"
              .formatted(address),
          e);
    }
  }
}
