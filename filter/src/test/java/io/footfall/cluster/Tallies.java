package io.footfall.cluster;

import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.count.Tally;

/** What the tests of this package share. */
final class Tallies {

  private Tallies() {}

  /** Sums under the names n0, n1, …, all of them increments. */
  static Sums sums(long... increments) {
    String[] names = new String[increments.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "n" + i;
    }
    return Sums.of(names, increments, new long[names.length]);
  }

  /** So many counters, each with the same sum. */
  static Sums alike(int counters, long sum) {
    long[] increments = new long[counters];
    java.util.Arrays.fill(increments, sum);
    return sums(increments);
  }

  static ClusterLedger.Self self(Identity identity, long incarnation, String node) {
    return new ClusterLedger.Self(identity, incarnation, node, "", "", "test");
  }

  static Tally tally(Identity identity, Sums sums) {
    return new Tally(identity, "from-disk", 1, 0, sums);
  }

  static ClusterView view(Identity self) {
    return new ClusterView(self, Clock.SYSTEM);
  }
}
