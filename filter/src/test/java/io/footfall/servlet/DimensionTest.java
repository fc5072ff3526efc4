package io.footfall.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Buckets;
import org.junit.jupiter.api.Test;

class DimensionTest {

  private final Buckets buckets = Buckets.inHeap(1, 100);

  private Dimension methods() {
    return new Dimension(buckets, "method:", 3, Values::isMethod);
  }

  @Test
  void counter_of_a_value_is_always_the_same() {
    Dimension methods = methods();

    assertThat(methods.counter("GET")).isSameAs(methods.counter("GET")).hasToString("method:GET");
    assertThat(buckets.folded()).isZero();
  }

  @Test
  void counter_beyond_the_budget_is_other_and_known_values_keep_theirs() {
    Dimension methods = methods();
    for (String method : new String[] {"A", "B", "C", "D", "E"}) {
      methods.counter(method).increment();
    }
    methods.counter("A").increment();

    assertThat(buckets.sum("method:A").value()).isEqualTo(2);
    assertThat(buckets.sum("method:(other)").value()).isEqualTo(2);
    assertThat(buckets.folded()).isEqualTo(2);
  }

  @Test
  void counter_of_an_invalid_value_is_other_and_takes_nothing_of_the_budget() {
    Dimension methods = methods();
    for (int i = 0; i < 10; i++) {
      methods.counter("get" + i).increment();
    }

    assertThat(buckets.sum("method:(other)").value()).isEqualTo(10);
    assertThat(methods.counter("GET")).hasToString("method:GET");
  }

  @Test
  void the_values_of_an_earlier_start_are_within_the_budget() {
    Dimension earlier = methods();
    earlier.counter("A").increment();
    earlier.counter("B").increment();

    Dimension later = methods();
    later.counter("A").increment();
    later.counter("C").increment();
    later.counter("D").increment();

    assertThat(buckets.sum("method:A").value()).isEqualTo(2);
    assertThat(buckets.sum("method:C").value()).isEqualTo(1);
    assertThat(buckets.sum("method:(other)").value()).isEqualTo(1);
  }

  @Test
  void counter_of_a_name_that_is_too_long_is_other() {
    Dimension routes = new Dimension(buckets, "route:", 10, route -> true);

    assertThat(routes.counter("/" + "a".repeat(255))).hasToString("route:(other)");
  }

  @Test
  void methods_are_tokens_in_upper_case_of_at_most_32_characters() {
    assertThat(Values.isMethod("M-SEARCH")).isTrue();
    assertThat(Values.isMethod("A".repeat(32))).isTrue();
    assertThat(Values.isMethod("A".repeat(33))).isFalse();
    assertThat(Values.isMethod("")).isFalse();
    assertThat(Values.isMethod("get")).isFalse();
    assertThat(Values.isMethod("G ET")).isFalse();
    assertThat(Values.isMethod("G/ET")).isFalse();
  }

  @Test
  void hosts_are_names_and_addresses_of_at_most_253_characters() {
    assertThat(Values.isHost("a-1_b.example")).isTrue();
    assertThat(Values.isHost("[2001:db8::1]")).isTrue();
    assertThat(Values.isHost("a".repeat(253))).isTrue();
    assertThat(Values.isHost("a".repeat(254))).isFalse();
    assertThat(Values.isHost("")).isFalse();
    assertThat(Values.isHost("a<b>")).isFalse();
    assertThat(Values.isHost("münchen.example")).isFalse();
  }
}
