package io.footfall.infinispan;

import org.infinispan.protostream.annotations.Proto;

/**
 * The key of a {@link NodeInfo}.
 *
 * @param identity whose description this is
 */
@Proto
public record NodeKey(String identity) implements IdentityKey {
  /** Reads an identity that is missing in a decoded key as the empty one. */
  public NodeKey {
    identity = Absent.orEmpty(identity);
  }
}
