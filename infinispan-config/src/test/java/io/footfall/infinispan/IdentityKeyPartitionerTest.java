package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.cache.HashConfiguration;
import org.junit.jupiter.api.Test;

class IdentityKeyPartitionerTest {
  private static final int SEGMENTS = 256;

  private final IdentityKeyPartitioner partitioner = new IdentityKeyPartitioner();

  IdentityKeyPartitionerTest() {
    ConfigurationBuilder builder = new ConfigurationBuilder();
    builder.clustering().hash().numSegments(SEGMENTS);
    HashConfiguration hash = builder.build().clustering().hash();
    partitioner.init(hash);
  }

  @Test
  void allKeysOfAnIdentityShareASegment() {
    String identity = "0123456789abcdef0123456789abcdef";
    int segment = partitioner.getSegment(new NodeKey(identity));

    for (int block = 0; block < 1024; block++) {
      assertThat(partitioner.getSegment(EntryKey.sums(identity, block))).isEqualTo(segment);
      assertThat(partitioner.getSegment(new EntryKey(identity, block, 3, block)))
          .isEqualTo(segment);
    }
  }

  @Test
  void allPartsOfTheRosterShareASegment() {
    assertThat(partitioner.getSegment(new RosterKey(7)))
        .isEqualTo(partitioner.getSegment(new RosterKey(0)));
  }

  @Test
  void identitiesSpreadOverAllSegments() {
    int[] hits = new int[SEGMENTS];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100 * SEGMENTS; i++) {
      String identity = "%016x%016x".formatted(random.nextLong(), random.nextLong());
      hits[partitioner.getSegment(new NodeKey(identity))]++;
    }

    assertThat(Arrays.stream(hits).min().orElseThrow()).isGreaterThan(50);
    assertThat(Arrays.stream(hits).max().orElseThrow()).isLessThan(150);
  }

  @Test
  void otherKeysGoByTheirHash() {
    assertThat(partitioner.getSegment("some")).isBetween(0, SEGMENTS - 1);
    assertThat(partitioner.getSegment(-1)).isBetween(0, SEGMENTS - 1);
  }
}
