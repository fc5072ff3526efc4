package io.footfall.infinispan;

import org.infinispan.protostream.annotations.Proto;

/**
 * The key of a {@link Packed}: all that one absent identity has counted.
 *
 * @param identity whose counters these are
 */
@Proto
public record PackedKey(String identity) implements IdentityKey {
  /** Reads an identity that is missing in a decoded key as the empty one. */
  public PackedKey {
    identity = Absent.orEmpty(identity);
  }
}
