package io.footfall.benchmarks;

import io.footfall.infinispan.IdentityKeyPartitioner;
import org.infinispan.configuration.cache.HashConfiguration;
import org.infinispan.distribution.ch.KeyPartitioner;
import org.infinispan.protostream.annotations.Proto;

/** The ledger's other possible shape, for comparison: an entry for each counter. */
final class PerCounter {

  private PerCounter() {}

  /**
   * The key of one counter's sums.
   *
   * @param identity whose counter it is
   * @param counter its name
   * @param tier 0 for the sums themselves
   * @param position 0 in tier 0
   */
  @Proto
  public record CounterKey(String identity, String counter, int tier, long position) {}

  /**
   * One counter's sums.
   *
   * @param increments the sum of all increments
   * @param decrements the sum of all decrements
   */
  @Proto
  public record CounterSums(long increments, long decrements) {}

  /** Puts all keys of an identity into one segment, in either shape. */
  public static final class Partitioner implements KeyPartitioner {
    private final IdentityKeyPartitioner ours = new IdentityKeyPartitioner();

    /** For Infinispan. */
    public Partitioner() {}

    @Override
    public void init(HashConfiguration configuration) {
      ours.init(configuration);
    }

    @Override
    public int getSegment(Object key) {
      return ours.getSegment(key instanceof CounterKey counter ? counter.identity() : key);
    }
  }
}
