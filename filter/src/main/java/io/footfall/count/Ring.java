package io.footfall.count;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of one counter of one identity in one tier: its newest slots. Immutable; safe for any
 * thread.
 *
 * <p>A ring is a piece of a chain that one process writes: slots only come to its end, and only the
 * newest of them grows. So two states of a ring join slot by slot, and joining again, or in another
 * order, changes nothing. Of the oldest slots, as many go as the tier does not keep.
 */
@SuppressWarnings("ReferenceEquality") // Short cuts, and no more.
public final class Ring {

  private final String counter;
  private final int index;
  private final Tier tier;
  private final List<Chunk> chunks;
  private final Slot newest;

  private Ring(String counter, int index, Tier tier, List<Chunk> chunks, Slot newest) {
    this.counter = counter;
    this.index = index;
    this.tier = tier;
    this.chunks = chunks;
    this.newest = newest;
  }

  /** Sees the slots of a ring one by one. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Sees what one slot adds to those before it.
     *
     * @param start the first second of the slot
     * @param increments what it alone accounts for
     * @param decrements likewise
     */
    void visit(long start, long increments, long decrements);
  }

  /**
   * A ring with no slot but an empty one.
   *
   * @param index the counter's place in the directory of its identity
   * @param base the sums that belong to no slot
   * @param time now, in seconds since 1970
   */
  public static Ring begin(String counter, int index, Tier tier, Sum base, long time) {
    return of(counter, index, tier, new Slot(0, tier.start(time), base, base));
  }

  /** A ring of which only one slot is known. */
  public static Ring of(String counter, int index, Tier tier, Slot slot) {
    return new Ring(counter, index, tier, List.of(), slot);
  }

  /**
   * A ring of slots in the order of their serials, each once, of which the last may still grow; of
   * the oldest, those that the tier does not keep are left out.
   */
  public static Ring of(String counter, int index, Tier tier, List<Slot> slots) {
    Slot newest = slots.get(slots.size() - 1);
    List<Chunk> chunks = new ArrayList<>();
    int from = 0;
    for (int i = 1; i < slots.size(); i++) {
      long number = Chunk.numberOf(slots.get(from).serial());
      if (i == slots.size() - 1 || Chunk.numberOf(slots.get(i).serial()) != number) {
        chunks.add(new Chunk(number, slots.subList(from, i)));
        from = i;
      }
    }
    return new Ring(counter, index, tier, kept(chunks, newest, tier), newest);
  }

  /** The counter's name. */
  public String counter() {
    return counter;
  }

  /** The counter's place in the directory of its identity. */
  public int index() {
    return index;
  }

  /** The resolution. */
  public Tier tier() {
    return tier;
  }

  /** The slot that may still grow. */
  public Slot newest() {
    return newest;
  }

  /** The closed slots, oldest first. */
  public List<Chunk> chunks() {
    return chunks;
  }

  /** The oldest slot that is known. */
  public Slot oldest() {
    return chunks.isEmpty() ? newest : chunks.get(0).slots().get(0);
  }

  /**
   * What the counter stands at, at a time: what is new goes to the newest slot if the time lies in
   * it, else to one of its own. The time may also have gone back.
   *
   * @param time in seconds since 1970
   */
  public Ring advance(Sum sum, long time) {
    Sum end = newest.end().max(sum);
    if (end.equals(newest.end())) {
      return this;
    }
    long start = tier.start(time);
    if (start == newest.start()) {
      return new Ring(
          counter, index, tier, chunks, new Slot(newest.serial(), start, newest.open(), end));
    }
    if (newest.serial() == 0 && newest.end().equals(Sum.ZERO)) {
      return new Ring(counter, index, tier, chunks, new Slot(0, start, Sum.ZERO, end));
    }
    return learn(new Slot(newest.serial() + 1, start, newest.end(), end));
  }

  /** Whether it is this very object: nothing has changed. */
  boolean isSame(@Nullable Ring other) {
    return this == other;
  }

  /** This ring as another tier setting keeps it; the slots' length must be the same. */
  Ring keeping(Tier other) {
    if (tier.equals(other)) {
      return this;
    }
    return new Ring(counter, index, other, kept(chunks, newest, other), newest);
  }

  /** The join with one slot. */
  public Ring learn(Slot slot) {
    if (slot.serial() == newest.serial()) {
      Slot merged = newest.max(slot);
      return merged.equals(newest) ? this : new Ring(counter, index, tier, chunks, merged);
    }
    boolean later = slot.serial() > newest.serial();
    Slot last = later ? slot : newest;
    Slot closed = later ? newest : slot;
    long number = Chunk.numberOf(closed.serial());
    if (number < firstKept(last, tier)) {
      return later ? new Ring(counter, index, tier, kept(chunks, last, tier), last) : this;
    }
    int place = placeOf(number);
    List<Chunk> changed = new ArrayList<>(chunks);
    if (place < chunks.size() && chunks.get(place).number() == number) {
      Chunk before = chunks.get(place);
      Chunk after = before.with(closed);
      if (after == before) {
        return later ? new Ring(counter, index, tier, kept(chunks, last, tier), last) : this;
      }
      changed.set(place, after);
    } else {
      changed.add(place, new Chunk(number, List.of(closed)));
    }
    return new Ring(counter, index, tier, kept(changed, last, tier), last);
  }

  /** The join with closed slots. */
  public Ring learn(Chunk chunk) {
    int at = indexOf(chunk.number());
    if (at >= 0 && chunks.get(at).equals(chunk)) {
      return this;
    }
    List<Slot> slots = chunk.slots();
    if (at < 0 && isPast(chunk.number(), slots)) {
      List<Chunk> changed = new ArrayList<>(chunks);
      changed.add(placeOf(chunk.number()), chunk);
      return new Ring(counter, index, tier, List.copyOf(changed), newest);
    }
    Ring ring = this;
    for (Slot slot : slots) {
      ring = ring.learn(slot);
    }
    return ring;
  }

  /** Whether these are closed slots of a number that is kept, in their order, each once. */
  private boolean isPast(long number, List<Slot> slots) {
    long last = -1;
    for (Slot slot : slots) {
      if (slot.serial() <= last || Chunk.numberOf(slot.serial()) != number) {
        return false;
      }
      last = slot.serial();
    }
    return last >= 0 && last < newest.serial() && number >= firstKept(newest, tier);
  }

  /** Where the chunk of a number is, or belongs. */
  private int placeOf(long number) {
    int place = chunks.size();
    while (place > 0 && chunks.get(place - 1).number() >= number) {
      place--;
    }
    return place;
  }

  /** The join of two states of one ring. The longer reach stays. */
  public Ring max(Ring other) {
    if (other == this) {
      return this;
    }
    Ring ring = other.tier.slots() > tier.slots() ? keeping(other.tier) : this;
    ring = ring.learn(other.newest);
    for (Chunk chunk : other.chunks) {
      ring = ring.learn(chunk);
    }
    return ring;
  }

  /** The slots from a serial on, and the newest in any case. */
  public Ring from(long serial) {
    List<Chunk> tail = new ArrayList<>();
    for (Chunk chunk : chunks) {
      List<Slot> slots = chunk.slots().stream().filter(slot -> slot.serial() >= serial).toList();
      if (slots.size() == chunk.size()) {
        tail.add(chunk);
      } else if (!slots.isEmpty()) {
        tail.add(new Chunk(chunk.number(), slots));
      }
    }
    return new Ring(counter, index, tier, List.copyOf(tail), newest);
  }

  /** The number of the first chunk that is kept. */
  public long firstChunk() {
    return firstKept(newest, tier);
  }

  /** The number of the last chunk that has a closed slot, or one below the first. */
  public long lastChunk() {
    return Chunk.numberOf(newest.serial() - 1);
  }

  /** How many places the chunks of a ring take turns in. */
  public int places() {
    return tier.slots() / Chunk.SIZE + 2;
  }

  /**
   * Whether a closed slot that should be in a chunk is not known, or not as it was when it was
   * closed: who has seen it while it grew, and then the one after it, has not seen its end.
   */
  public boolean lacks(long number) {
    long expected = Math.min(newest.serial() - number * Chunk.SIZE, Chunk.SIZE);
    int at = indexOf(number);
    return expected > (at < 0 ? 0 : chunks.get(at).size()) || (at >= 0 && isTorn(at));
  }

  /** Whether a slot of a chunk ends below where the one after it opens. */
  private boolean isTorn(int at) {
    List<Slot> slots = chunks.get(at).slots();
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      Slot next = newest;
      if (i + 1 < slots.size()) {
        next = slots.get(i + 1);
      } else if (at + 1 < chunks.size()) {
        next = chunks.get(at + 1).slots().get(0);
      }
      Sum end = slot.end();
      if (next.serial() == slot.serial() + 1 && !end.max(next.open()).equals(end)) {
        return true;
      }
    }
    return false;
  }

  /** The closed slots of a number that are known, or null if none are. */
  public @Nullable Chunk chunk(long number) {
    int at = indexOf(number);
    return at < 0 ? null : chunks.get(at);
  }

  private int indexOf(long number) {
    for (int i = chunks.size() - 1; i >= 0; i--) {
      if (chunks.get(i).number() == number) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Shows all slots, oldest first. Where two account for the same sums, which happens when a
   * process was killed and had published more than it had written down, the earlier one has them.
   */
  public void visit(Visitor visitor) {
    long increments = 0;
    long decrements = 0;
    for (Chunk chunk : chunks) {
      for (Slot slot : chunk.slots()) {
        show(visitor, slot, increments, decrements);
        increments = Math.max(increments, slot.end().increments());
        decrements = Math.max(decrements, slot.end().decrements());
      }
    }
    show(visitor, newest, increments, decrements);
  }

  private static void show(Visitor visitor, Slot slot, long increments, long decrements) {
    Sum open = slot.open();
    Sum end = slot.end();
    visitor.visit(
        slot.start(),
        Math.max(0, end.increments() - Math.max(open.increments(), increments)),
        Math.max(0, end.decrements() - Math.max(open.decrements(), decrements)));
  }

  private static long firstKept(Slot newest, Tier tier) {
    return Math.max(0, Chunk.numberOf(newest.serial() - tier.slots()));
  }

  private static List<Chunk> kept(List<Chunk> chunks, Slot newest, Tier tier) {
    long first = firstKept(newest, tier);
    return chunks.stream().filter(chunk -> chunk.number() >= first).toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ring ring
        && counter.equals(ring.counter)
        && tier.equals(ring.tier)
        && newest.equals(ring.newest)
        && chunks.equals(ring.chunks);
  }

  @Override
  public int hashCode() {
    return counter.hashCode() * 31 + newest.hashCode();
  }

  @Override
  public String toString() {
    return counter + "/" + tier + " " + chunks + " " + newest;
  }
}
