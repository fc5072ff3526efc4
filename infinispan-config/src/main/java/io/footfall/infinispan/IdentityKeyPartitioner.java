package io.footfall.infinispan;

import org.infinispan.configuration.cache.HashConfiguration;
import org.infinispan.distribution.ch.KeyPartitioner;

/**
 * Puts all keys of an identity into one segment, so that a transaction on them touches only that
 * segment's owners and is all or nothing on each of them.
 *
 * <p>All {@link RosterKey}s share a segment too; any other key goes by its own hash code. The keys
 * must be the objects themselves ({@code application/x-java-object}); encoded keys would scatter.
 * Every member must use the same number of segments. Safe for use by many threads once initialised.
 */
public final class IdentityKeyPartitioner implements KeyPartitioner {
  private static final int ROSTER = 0x726f7374;

  private int segments = 1;

  /** Makes a partitioner; Infinispan calls this, then {@link #init}. */
  public IdentityKeyPartitioner() {}

  @Override
  public void init(HashConfiguration configuration) {
    segments = configuration.numSegments();
  }

  @Override
  public void init(KeyPartitioner other) {
    if (other instanceof IdentityKeyPartitioner same) {
      segments = same.segments;
    }
  }

  @Override
  public int getSegment(Object key) {
    int hash;
    if (key instanceof IdentityKey identityKey) {
      hash = identityKey.identity().hashCode();
    } else if (key instanceof RosterKey) {
      hash = ROSTER;
    } else {
      hash = key.hashCode();
    }
    return Math.floorMod(mixed(hash), segments);
  }

  /** Spreads hash codes over all bits: every bit of the input changes about half of the output. */
  private static int mixed(int hash) {
    int mixed = hash;
    mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }
}
