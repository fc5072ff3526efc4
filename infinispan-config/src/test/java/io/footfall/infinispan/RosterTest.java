package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RosterTest {

  private static final Roster ROSTER = new Roster(Set.of("a", "b", "c"));

  @Test
  void marks_followTheirIdentities_whoeverComesBetween() {
    Roster marked = ROSTER.with(Map.of("b", -7L));
    assertThat(marked.packed()).isEqualTo(Map.of("b", -7L));
    assertThat(marked.identities()).isEqualTo(ROSTER.identities());
    assertThat(marked.max(new Roster(Set.of("aa", "d"))).packed()).isEqualTo(Map.of("b", -7L));
    assertThat(marked.with(Map.of("d", 3L)).packed()).isEqualTo(Map.of("b", -7L, "d", 3L));
    assertThat(marked.with(Map.of("b", 5L)).packed()).isEqualTo(Map.of("b", 5L));
    assertThat(marked.with(Map.of("b", -7L))).isSameAs(marked);
  }

  @Test
  void max_isLawful_alsoOfMarksThatDiffer() {
    Roster one = ROSTER.with(Map.of("a", 5L, "b", -7L));
    Roster two = new Roster(Set.of("b", "e")).with(Map.of("b", -9L, "e", 1L));
    Roster three = ROSTER.with(Map.of("a", 4L, "c", Long.MIN_VALUE));
    assertThat(one.max(two).packed()).isEqualTo(Map.of("a", 5L, "b", -7L, "e", 1L));
    assertThat(one.max(two)).isEqualTo(two.max(one));
    assertThat(one.max(one)).isEqualTo(one);
    assertThat(one.max(two).max(three)).isEqualTo(one.max(two.max(three)));
  }

  @Test
  void moreMarksThanIdentities_areLeftOut() {
    assertThat(new Roster(Set.of("a"), List.of(3L, 4L)).packed()).isEqualTo(Map.of("a", 3L));
    assertThat(new Roster(Set.of("a"), List.of(0L))).isEqualTo(new Roster(Set.of("a")));
  }
}
