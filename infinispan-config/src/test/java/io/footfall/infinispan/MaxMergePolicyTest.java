package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.infinispan.container.entries.CacheEntry;
import org.infinispan.container.entries.ImmortalCacheEntry;
import org.infinispan.container.entries.MortalCacheEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MaxMergePolicyTest {
  private static final EntryKey KEY = EntryKey.sums("a", 0);

  private final MaxMergePolicy policy = new MaxMergePolicy();

  @Test
  void merge_copiesThatAreEachAheadSomewhere_joinsAll() {
    CacheEntry<Object, Object> preferred = entry(block(5, 1));

    CacheEntry<Object, Object> merged =
        policy.merge(preferred, List.of(entry(block(4, 2)), entry(block(1, 7))));

    assertThat(value(merged)).isEqualTo(block(5, 7));
    assertThat(preferred.getValue()).as("the stored entry").isEqualTo(block(5, 1));
    assertThat(Objects.requireNonNull(merged).getKey()).isEqualTo(KEY);
  }

  @Test
  void merge_anyCopyMayBeMissing() {
    List<CacheEntry<Object, Object>> others =
        new ArrayList<>(Arrays.asList(null, entry(block(4, 2))));

    assertThat(value(policy.merge(null, others))).isEqualTo(block(4, 2));
    assertThat(value(policy.merge(entry(block(1, 3)), List.of()))).isEqualTo(block(1, 3));
    assertThat(policy.merge(null, List.of())).isNull();
  }

  @Test
  void merge_lifespan_isKept() {
    CacheEntry<Object, Object> mortal = new MortalCacheEntry(KEY, block(1, 0), 60_000, 10);

    CacheEntry<Object, Object> merged = policy.merge(mortal, List.of(entry(block(0, 1))));

    assertThat(value(merged)).isEqualTo(block(1, 1));
    assertThat(Objects.requireNonNull(merged).getLifespan()).isEqualTo(60_000);
  }

  @Test
  void merge_unknownTypes_preferredStays() {
    assertThat(value(policy.merge(entry("p"), List.of(entry("q"))))).isEqualTo("p");
    assertThat(value(policy.merge(null, List.of(entry("q"), entry("r"))))).isEqualTo("q");
    assertThat(value(policy.merge(entry(block(1, 1)), List.of(entry(new Roster(Set.of()))))))
        .isEqualTo(block(1, 1));
  }

  private static Object value(@Nullable CacheEntry<Object, Object> entry) {
    return Objects.requireNonNull(entry).getValue();
  }

  private static CacheEntry<Object, Object> entry(Object value) {
    return new ImmortalCacheEntry(KEY, value);
  }

  private static Block block(long first, long second) {
    return new Block(List.of("x", "y"), List.of(first, second), List.of(0L, 0L));
  }
}
