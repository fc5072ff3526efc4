package io.footfall.cluster;

import io.footfall.infinispan.Packed;
import io.footfall.infinispan.Roster;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which packed entries a reader has not read yet. It goes by their marks, which the list of all
 * identities tells: an entry whose mark was read once has nothing new for a reader that keeps the
 * highest of everything, whatever lay there meanwhile. Used by the cluster thread alone.
 */
final class PackedNews {

  /** So many states of one entry are remembered; owners differ, if ever, in two or three. */
  private static final int MARKS = 8;

  /** By identity, the marks of what was read, the oldest first. */
  private final Map<String, Set<Long>> read = new HashMap<>();

  /** Who was asked for since the nodes last changed. */
  private final Set<String> asked = new HashSet<>();

  private Map<String, Long> told = Map.of();

  /** The list of all identities was read. */
  void tell(Roster roster) {
    told = roster.packed();
  }

  /** Every entry is to be read once more: the nodes have changed. */
  void askAgain() {
    asked.clear();
  }

  /** Whether the identity's packed entry is to be read, if it has one. */
  boolean wants(String identity) {
    Long mark = told.get(identity);
    return !asked.contains(identity)
        || (mark != null && !read.getOrDefault(identity, Set.of()).contains(mark));
  }

  /** The entry was asked for, whether there is one or not. */
  void asked(String identity) {
    asked.add(identity);
  }

  /** The entry was read. */
  void read(String identity, Packed entry) {
    Set<Long> marks = read.computeIfAbsent(identity, any -> new LinkedHashSet<>());
    marks.add(entry.mark());
    if (marks.size() > MARKS) {
      marks.remove(marks.iterator().next());
    }
  }

  /** Whether the identity was seen to have a packed entry. */
  boolean isPacked(String identity) {
    return read.containsKey(identity);
  }
}
