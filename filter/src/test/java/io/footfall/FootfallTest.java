package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FootfallTest {

  private final Map<String, Object> attributes = new HashMap<>();
  private final ServletContext context =
      (ServletContext)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ServletContext.class},
              (proxy, method, args) -> {
                if (!method.getName().equals("getAttribute")) {
                  throw new UnsupportedOperationException(method.getName());
                }
                return attributes.get(args[0]);
              });

  @Test
  void of_beforeStart_ignoresAdditionsAndReadsZero() {
    Counters counters = Footfall.of(context);
    Counter counter = counters.counter("c1");
    counter.increment();
    assertThat(counter.name()).isEqualTo("c1");
    assertThat(counters.read("c1"))
        .isEqualTo(new Reading("c1", 0, Duration.ZERO, 0, List.of(), List.of()));
    assertThat(counters.readAll("")).isEmpty();
    assertThat(counters.nodes()).isEmpty();
    assertThat(counters.status().durability()).isEqualTo(Status.Durability.NONE);
    assertThat(counters.status().pending()).isZero();
  }

  @Test
  void of_beforeStart_checksNamesAndAmountsAsLater() {
    Counters counters = Footfall.of(context);
    assertThatThrownBy(() -> counters.counter("status:2xx"))
        .isInstanceOf(IllegalArgumentException.class);
    Counter counter = counters.counter("c1");
    assertThatThrownBy(() -> counter.add(Counter.MAX_ADD + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000000000");
    assertThatThrownBy(() -> counter.add(Long.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_onceStarted_theSameObjectsCount() {
    Counters early = Footfall.of(context);
    Counter counter = early.counter("c1");
    counter.increment();

    Fake real = new Fake();
    attributes.put(Footfall.ATTRIBUTE, real);
    counter.increment();
    counter.add(4);
    early.counter("c1").increment();

    assertThat(real.added).isEqualTo(6);
    assertThat(counter.name()).isEqualTo("real c1");
    assertThat(early.read("c1").value()).isEqualTo(6);
    assertThat(early.readAll("")).containsKey("c1");
    assertThat(Footfall.of(context)).isSameAs(real);
  }

  private static final class Fake implements Counters {
    private long added;

    @Override
    public Counter counter(String name) {
      return new Counter() {
        @Override
        public String name() {
          return "real " + name;
        }

        @Override
        public void increment() {
          add(1);
        }

        @Override
        public void add(long amount) {
          added += amount;
        }
      };
    }

    @Override
    public Reading read(String name) {
      return new Reading(name, added, Duration.ZERO, 0, List.of(), List.of());
    }

    @Override
    public SortedMap<String, Reading> readAll(String prefix) {
      return new TreeMap<>(Map.of("c1", read("c1")));
    }

    @Override
    public Series series(String name, Instant from, Instant to, Duration step) {
      return new Series(name, from, to, step, Duration.ZERO, List.of());
    }

    @Override
    public List<Node> nodes() {
      return List.of();
    }

    @Override
    public Status status() {
      throw new UnsupportedOperationException();
    }
  }
}
