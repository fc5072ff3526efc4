package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The protocol as a whole, over a simulated world: real buckets, journals, flusher, publisher and
 * merge, with an end of the process or of the power at every step.
 *
 * <p>A failure prints its seed and story. To play one history again: {@code mvn test -pl filter -am
 * -Dtest=ProtocolModelTest#quick -Dsurefire.failIfNoSpecifiedTests=false -Dmodel.seed=76}. See
 * docs/testing.md for the other properties.
 */
class ProtocolModelTest {

  private static final long FIRST_SEED = Long.getLong("model.seed", 1);
  private static final long QUICK = System.getProperty("model.seed") == null ? 500 : 1;
  private static final long MANY = Long.getLong("model.histories", 10_000);

  private static final Set<String> STEPS =
      Set.of(
          "create.before",
          "create.after",
          "write.before",
          "write.during",
          "write.after",
          "force.before",
          "force.after",
          "rename.before",
          "rename.after",
          "force directory.before",
          "force directory.after",
          "map.before",
          "map.after",
          "lock.before",
          "lock.after",
          "getAll",
          "putAll.before",
          "putAll.after",
          "replicas",
          "log.connect",
          "log.write.before",
          "log.write.after",
          "log.close");

  @Test
  void quick() throws InterruptedException {
    assertThat(ModelRun.play(FIRST_SEED, QUICK, 2, new TreeSet<>())).isNull();
  }

  @Test
  @Tag("ci")
  void many_andEveryStepIsTheLastOfSome() throws InterruptedException {
    Set<String> ended = new TreeSet<>();
    long begun = System.nanoTime();
    assertThat(ModelRun.play(1_000_000, MANY, 2, ended)).isNull();
    System.out.printf(
        "%d histories from seed 1000000 in %d ms%n", MANY, (System.nanoTime() - begun) / 1_000_000);
    assertThat(ended).containsAll(STEPS);
  }

  static Stream<Mutant> mutants() throws IOException {
    Pattern chosen = Pattern.compile(System.getProperty("model.mutant", ""));
    return Mutants.all().stream().filter(mutant -> chosen.matcher(mutant.toString()).find());
  }

  @ParameterizedTest
  @MethodSource("mutants")
  @Tag("ci")
  void mistake_isShownBySomeHistory(Mutant mutant) throws Exception {
    long begun = System.nanoTime();
    String failure = mutant.firstFailure(1, MANY);
    System.out.printf(
        "%s → %s%n  after %d ms%n",
        mutant, failure == null ? "survives" : failure, (System.nanoTime() - begun) / 1_000_000);
    assertThat(failure).as("%s survives %d histories", mutant, MANY).isNotNull();
  }
}
