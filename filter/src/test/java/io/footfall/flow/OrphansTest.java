package io.footfall.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Clock;
import io.footfall.count.SlotPlan;
import io.footfall.count.Sum;
import io.footfall.count.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {

  private static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir Path root;
  private final Health health = new Health();
  private final List<Tally> found = new ArrayList<>();

  private Orphans orphans(Home own) {
    return new Orphans(
        Objects.requireNonNull(own.directory()),
        Homes.CLUSTER,
        SlotPlan.DEFAULT,
        Clock.SYSTEM,
        found::add);
  }

  @Test
  void directoryThatIsHeld_isLeftAlone_andReadOnceWhenItIsNot() throws Exception {
    Home own = Homes.open(root, "boot", health);
    Home sibling = Homes.open(root, "boot", health);
    Homes.count(sibling, "requests", 4);
    Orphans orphans = orphans(own);
    orphans.scan(BOUND);
    assertThat(found).isEmpty();
    Homes.close(sibling);
    orphans.scan(BOUND);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).identity()).isEqualTo(sibling.buckets().identity());
    assertThat(found.get(0).sums().of("requests")).isEqualTo(new Sum(4, 0));
    orphans.scan(BOUND);
    assertThat(found).as("what has not changed is not read again").hasSize(1);

    Home back = Homes.open(root, "boot", health);
    assertThat(back.directory()).isEqualTo(sibling.directory());
    assertThat(back.buckets().identity()).isEqualTo(sibling.buckets().identity());
    Homes.count(back, "requests", 1);
    Homes.journal(back, back.buckets().snapshot());
    orphans.scan(BOUND);
    assertThat(found).as("its own process has returned").hasSize(1);
    Homes.close(back);
    orphans.scan(BOUND);
    assertThat(found).hasSize(2);
    assertThat(found.get(1).sums().of("requests")).isEqualTo(new Sum(5, 0));
    Homes.close(own);
  }

  @Test
  void residuesOfAnOrphan_areReadToo_andAnotherClustersAreNot() throws Exception {
    Home own = Homes.open(root, "boot", health);
    Home sibling = Homes.open(root, "boot", health);
    Homes.count(sibling, "requests", 4);
    Homes.close(sibling);
    Home reborn = Homes.open(root, "boot-2", health);
    Homes.count(reborn, "requests", 2);
    Homes.close(reborn);
    Home stranger = Homes.open(Homes.options(root, "other", 100), "boot", health);
    Homes.count(stranger, "requests", 9);
    Homes.close(stranger);
    orphans(own).scan(BOUND);
    assertThat(found)
        .extracting(Tally::identity)
        .containsExactlyInAnyOrder(sibling.buckets().identity(), reborn.buckets().identity());
    Homes.close(own);
  }

  @Test
  void parentThatIsAFile_harmsNobody() throws Exception {
    Path file = java.nio.file.Files.writeString(root.resolve("file"), "");
    new Orphans(file.resolve("none"), Homes.CLUSTER, SlotPlan.DEFAULT, Clock.SYSTEM, found::add)
        .scan(BOUND);
    assertThat(found).isEmpty();
  }
}
