package io.footfall.infinispan;

import org.infinispan.protostream.annotations.Proto;

/**
 * The key of a {@link Block}: one block of one identity's counters; also of its time slots, {@link
 * SlotHeads} and {@link SlotChunk}.
 *
 * <p>The order of the components is the order of the field numbers: new ones go to the end.
 *
 * @param identity whose counters these are
 * @param block in tier 0 the number of the block; block {@code b} holds the counters {@code 64 b}
 *     to {@code 64 b + 63} of the identity's directory. In other tiers the counter's own place
 *     there
 * @param tier 0 for the sums themselves, otherwise the length of the time slots in seconds; {@link
 *     Integer#MAX_VALUE} for the newest slots of all counters and lengths
 * @param position 0 in tier 0; in other tiers the place in the ring of chunks
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

  /** Returns the key of the newest time slots of an identity. */
  public static EntryKey heads(String identity) {
    return new EntryKey(identity, 0, Integer.MAX_VALUE, 0);
  }

  /**
   * Returns the key of a chunk of time slots.
   *
   * @param counter the counter's place in the identity's directory
   * @param seconds the length of each slot
   * @param place in the ring of chunks
   */
  public static EntryKey slots(String identity, int counter, int seconds, long place) {
    return new EntryKey(identity, counter, seconds, place);
  }
}
