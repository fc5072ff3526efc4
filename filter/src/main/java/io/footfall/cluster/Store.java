package io.footfall.cluster;

import io.footfall.count.Identity;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.NodeKey;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.PackedKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the ledger, wherever they are; what can fail between this node and them.
 *
 * <p>Used by one thread. Every method but {@link #close} may throw a {@link RuntimeException}; for
 * {@link #putAll} and {@link #removeAll} this means that the outcome is unknown.
 */
interface Store extends AutoCloseable {

  /** The entries that exist among those asked for, each as some owner has it. */
  Map<Object, Object> getAll(Set<?> keys);

  /** Writes all entries in one transaction. They belong to one identity. */
  void putAll(Map<?, ?> entries);

  /** Removes all entries in one transaction. They belong to one identity. */
  void removeAll(Set<?> keys);

  /**
   * The value of an entry as each of its owners has it, null where one has none.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  List<@Nullable Object> replicas(Object key) throws InterruptedException;

  /** Whether this node is the primary owner of an identity's entries. */
  boolean isPrimaryOwner(Identity identity);

  /** Whether this node is one of the owners of an identity's entries. */
  boolean isOwner(Identity identity);

  /** Shows every entry that this node itself has, as one of its owners. */
  void visitHere(BiConsumer<Object, Object> visitor);

  /** Of whom this node itself has a description or a packed entry, as one of their owners. */
  default Set<String> identitiesHere() {
    Set<String> identities = new HashSet<>();
    visitHere(
        (key, value) -> {
          if (key instanceof NodeKey node) {
            identities.add(node.identity());
          } else if (key instanceof PackedKey packed) {
            identities.add(packed.identity());
          }
        });
    return identities;
  }

  /** The marks of the packed entries that this node itself has, by identity. */
  default Map<String, Long> packedHere() {
    Map<String, Long> marks = new HashMap<>();
    visitHere(
        (key, value) -> {
          if (key instanceof PackedKey one && value instanceof Packed packed) {
            marks.put(one.identity(), packed.mark());
          }
        });
    return marks;
  }

  /** The keys of the blocks and slots of an identity that this node itself has. */
  default Set<EntryKey> keysHere(Identity identity) {
    String text = identity.toString();
    Set<EntryKey> keys = new HashSet<>();
    visitHere(
        (key, value) -> {
          if (key instanceof EntryKey entry && entry.identity().equals(text)) {
            keys.add(entry);
          }
        });
    return keys;
  }

  /** Whether entries are being moved between owners now. */
  boolean isMoving();

  /** The addresses of the nodes in the cluster as this one sees it, itself included. */
  Set<String> members();

  /** This node's own address. */
  String address();

  /** Grows whenever nodes joined or left, or a split has healed. */
  long changes();

  /** Leaves the cluster. */
  @Override
  void close();
}
