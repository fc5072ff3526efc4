package io.footfall.infinispan;

/** A key of the ledger that belongs to one identity; {@link IdentityKeyPartitioner} asks for it. */
public sealed interface IdentityKey permits EntryKey, NodeKey, PackedKey {
  /** The identity, normally 32 hexadecimal digits; two keys with equal ones share a segment. */
  String identity();
}
