package io.footfall.cluster;

import static io.footfall.cluster.Tallies.sums;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.count.Chunk;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Slot;
import io.footfall.count.Sum;
import io.footfall.count.Sums;
import io.footfall.count.Tier;
import io.footfall.infinispan.EntryKey;
import io.footfall.infinispan.Packed;
import io.footfall.infinispan.SlotChunk;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The steps of packing time slots. */
class PackingSlotsTest extends PackingSteps {

  private static final Tier SHORT = new Tier(10, 4_000);
  private static final Tier LONG = new Tier(60, 4_000);

  /** One more counted in each slot of ten seconds. */
  private static Rings history(int slots) {
    Ring tens = Ring.begin("n0", 0, SHORT, Sum.ZERO, 0);
    Ring minutes = Ring.begin("n0", 0, LONG, Sum.ZERO, 0);
    for (int i = 0; i < slots; i++) {
      tens = tens.advance(new Sum(i + 1, 0), i * 10L);
      minutes = minutes.advance(new Sum(i + 1, 0), i * 10L);
    }
    return Rings.none().with(List.of(tens, minutes));
  }

  private Rings slots(int owner) {
    return Tallies.rings(gone, owner(owner).held());
  }

  /** After each step, both owners together hold all of it. */
  private void steps(Packing packing, int count, Sums least, Rings slots)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      packing.step();
      assertThat(held(0).max(held(1)).reaches(least)).as("held after step %d", i).isTrue();
      assertThat(slots(0).max(slots(1)).reaches(slots)).as("slots after step %d", i).isTrue();
    }
  }

  private void requirePackedAlone(Sums sums, Rings slots) {
    requirePackedAlone(sums);
    for (int i = 0; i < 2; i++) {
      assertThat(slots(i)).as("slots of owner %d", i).isEqualTo(slots);
    }
  }

  private void loose(int owner, Sums sums, Rings slots) {
    loose(owner, "left", sums);
    looseSlots(owner, slots);
  }

  @Test
  void slots_goIntoThePackedEntry_andNothingElseIsLeft() throws InterruptedException {
    Rings slots = history(500);
    loose(0, sums(500), slots);
    loose(1, sums(500), slots);
    Packing packing = packing(owner(0), knowing(sums(1)));
    steps(packing, 4, sums(500), slots);
    requirePackedAlone(sums(500), slots);
    int transactions = owner(0).transactions();
    steps(packing, 3, sums(500), slots);
    assertThat(owner(0).transactions()).isEqualTo(transactions).isEqualTo(2);
  }

  @Test
  void moreEntriesThanAStepReads_goInParts_andTheDescriptionLast() throws InterruptedException {
    Rings slots = history(3_000); // 94 chunks of tens and 16 of minutes, in two parts.
    loose(0, sums(3_000), slots);
    loose(1, sums(3_000), slots);
    Packing packing = packing(owner(0), knowing(sums(1)));
    steps(packing, 1, sums(3_000), slots);
    assertThat(owner(0).transactions()).as("read a part, written nothing").isZero();
    steps(packing, 2, sums(3_000), slots);
    assertThat(owner(0).transactions()).as("written, and removed a part").isEqualTo(2);
    assertThat(owner(0).held().values().stream().filter(SlotChunk.class::isInstance))
        .hasSize(110 - 64);
    assertThat(owner(1).held()).containsKeys(packedKey, nodeKey, EntryKey.heads(gone.toString()));
    steps(packing, 2, sums(3_000), slots);
    requirePackedAlone(sums(3_000), slots);
  }

  @Test
  void slotsThatDiffer_areJoined_alsoThoseThatOnlyThePackerOrThePackedEntryKnows()
      throws InterruptedException {
    Rings slots = history(500);
    Rings late = Rings.none();
    for (Ring ring : slots.all()) {
      late = late.with(ring.from(ring.newest().serial() / 2));
    }
    Rings early = history(40);
    loose(0, sums(499), history(499));
    loose(1, sums(40), early);
    owner(0).held().keySet().removeIf(key -> key instanceof EntryKey entry && entry.position() > 1);
    pack(1, sums(300), history(300));
    Packing packing = packing(owner(0), knowing(sums(500), late));
    steps(packing, 4, sums(499), early);
    requirePackedAlone(sums(500), slots);
  }

  @Test
  void packedEntryThatOneOwnerHasWithoutSlots_isWrittenAnew() throws InterruptedException {
    Rings slots = history(100);
    pack(0, sums(100), slots);
    pack(1, sums(100));
    Packing packing = packing(owner(0), knowing(sums(1)));
    steps(packing, 3, sums(100), slots);
    requirePackedAlone(sums(100), slots);
  }

  /** As those of a tier that was made longer: its chunks had other places before. */
  @Test
  void slotsAtPlacesThatNoRingHas_areTakenInToo() throws InterruptedException {
    Rings slots = history(100);
    loose(0, sums(100), slots);
    loose(1, sums(100), slots);
    Ring tens = Objects.requireNonNull(slots.ring("n0", 10));
    Slot slot = new Slot(40, 400, new Sum(40, 0), new Sum(41, 0));
    SlotChunk other = SlotEntries.entry(new Chunk(1, List.of(slot)));
    EntryKey strange = EntryKey.slots(gone.toString(), tens.index(), 10, tens.places() + 7);
    owner(0).held().put(strange, other);
    steps(packing(owner(0), knowing(sums(1))), 3, sums(100), slots);
    requirePackedAlone(sums(100), slots);
  }

  @Test
  void slotThatLandsLate_betweenReadingAndRemoval_isNotLost() throws InterruptedException {
    Rings slots = history(100);
    Rings more = history(130);
    loose(0, sums(100), slots);
    loose(1, sums(100), slots);
    FakeCluster.Seat primary = owner(0);
    Packing packing = packing(primary, knowing(sums(1)));
    boolean[] done = {false};
    primary.watch(
        point -> {
          if (point.equals("putAll.after") && !done[0]) {
            done[0] = true;
            loose(1, sums(130), more); // What it was writing when it died.
          }
        });
    packing.step();
    assertThat(done[0]).isTrue();
    steps(packing, 3, sums(130), more);
    requirePackedAlone(sums(130), more);
  }

  @Test
  void rest_isNotRemoved_whileAnOwnerLacksThePackedEntry() throws InterruptedException {
    Rings slots = history(3_000);
    loose(0, sums(3_000), slots);
    loose(1, sums(3_000), slots);
    Packing packing = packing(owner(0), knowing(sums(1)));
    steps(packing, 3, sums(3_000), slots);
    Object packed = Objects.requireNonNull(owner(1).held().get(packedKey));
    owner(1).held().remove(packedKey);
    int transactions = owner(0).transactions();
    steps(packing, 1, sums(3_000), slots);
    assertThat(owner(1).held()).as("written again").containsEntry(packedKey, packed);
    assertThat(owner(1).held()).as("not yet removed").containsKey(nodeKey);
    assertThat(owner(0).transactions()).isEqualTo(transactions + 1);
    steps(packing, 3, sums(3_000), slots);
    requirePackedAlone(sums(3_000), slots);
  }

  @Test
  void identityThatIsBack_keepsItsSlots() throws InterruptedException {
    Rings slots = history(100);
    for (int i = 0; i < 2; i++) {
      pack(i, sums(40), history(40));
      loose(i, seats.get(2).address(), sums(100));
      looseSlots(i, slots);
    }
    Packing packing = packing(owner(0), knowing(sums(1)));
    steps(packing, 3, sums(100), slots);
    assertThat(owner(0).transactions()).isZero();
  }

  @Test
  void historyOfALaterVersion_isNotReplaced() throws InterruptedException {
    Rings slots = history(100);
    Packed sound = Packs.of(info("", List.of()), sums(100), slots);
    Packed later = new Packed("gone", "", "", 2, 7, sound.content(), new byte[] {2, 0});
    pack(0, sums(5));
    owner(1).held().put(packedKey, later);
    loose(1, sums(100), slots);
    Packing packing = packing(owner(0), knowing(sums(6)));
    packing.step();
    packing.step();
    assertThat(owner(0).transactions()).isZero();
    assertThat(owner(1).held()).containsEntry(packedKey, later).containsKey(nodeKey);
  }
}
