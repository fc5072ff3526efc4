package io.footfall.http;

import java.util.Objects;

/**
 * What the HTTP API does, and for whom.
 *
 * @param write whether counters can be added to; otherwise they can only be read
 * @param role the container's role that a caller must have; empty for none
 * @param open whether, without a role, callers on other machines and behind proxies are answered
 */
public record ApiOptions(boolean write, String role, boolean open) {

  /** Refuses a role that is null. */
  public ApiOptions {
    Objects.requireNonNull(role, "role");
  }
}
