package io.footfall.infinispan;

import org.infinispan.protostream.annotations.Proto;

/**
 * The key of a {@link Block}: one block of one identity's counters.
 *
 * <p>The order of the components is the order of the field numbers: new ones go to the end.
 *
 * @param identity whose counters these are
 * @param block the number of the block; block {@code b} holds the counters {@code 64 b} to {@code
 *     64 b + 63} of the identity's directory
 * @param tier 0 for the sums themselves; other tiers are reserved for time slots
 * @param position 0 in tier 0; in other tiers the place in the ring of slots
 */
@Proto
public record EntryKey(String identity, int block, int tier, long position) implements IdentityKey {
  /** Reads an identity that is missing in a decoded key as the empty one. */
  public EntryKey {
    identity = Absent.orEmpty(identity);
  }

  /** Returns the key of the sums of one block. */
  public static EntryKey sums(String identity, int block) {
    return new EntryKey(identity, block, 0, 0);
  }
}
