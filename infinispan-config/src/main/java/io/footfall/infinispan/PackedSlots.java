package io.footfall.infinispan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongBiFunction;

/**
 * The time slots of a {@link Packed}, and their compact form. Immutable.
 *
 * @param rings in the order of length and counter, each once
 */
public record PackedSlots(List<Ring> rings) {
  private static final Comparator<Ring> ORDER =
      Comparator.comparingInt(Ring::seconds).thenComparing(Ring::counter);

  /**
   * All slots of one counter in one length.
   *
   * @param counter the counter's name
   * @param index its place in the identity's directory
   * @param seconds the length of each slot
   * @param slots how many slots are kept at least
   * @param states in the order of their serials, each once; the last is the newest
   */
  public record Ring(String counter, int index, int seconds, int slots, List<SlotState> states) {
    /** Copies the list, in its order. */
    public Ring {
      Map<Long, SlotState> ordered = new TreeMap<>();
      states.forEach(state -> ordered.merge(state.serial(), state, SlotState::max));
      states = List.copyOf(ordered.values());
    }

    /** The slots of both; of a serial that both have, the later state. */
    Ring max(Ring other) {
      List<SlotState> both = new ArrayList<>(states);
      both.addAll(other.states);
      return new Ring(
          counter, Math.max(index, other.index), seconds, Math.max(slots, other.slots), both);
    }
  }

  /** Copies the list, in its order. */
  public PackedSlots {
    Map<Ring, Ring> ordered = new TreeMap<>(ORDER);
    rings.forEach(ring -> ordered.merge(ring, ring, Ring::max));
    rings = List.copyOf(ordered.values());
  }

  /**
   * Returns the slots of both, each in its later state, and none less: how many are kept is for
   * those to say who pack. The join is idempotent, commutative and associative.
   */
  public PackedSlots max(PackedSlots other) {
    List<Ring> both = new ArrayList<>(rings);
    both.addAll(other.rings);
    return new PackedSlots(both);
  }

  /**
   * Returns the compact form: the number of rings, then for each the length and bytes of its name,
   * its place, the length of its slots, how many are kept and how many there are, and of these
   * column by column what a slot does not follow from the one before with: by how much its serial
   * is more than the next, its start other than the next, its sums at the opening other than those
   * at the end before; and by how much its sums have grown. All numbers in groups of seven bits,
   * the whole deflated. No ring makes no bytes, and the same rings always make the same bytes on
   * one version of Java.
   */
  public byte[] toBytes() {
    if (rings.isEmpty()) {
      return new byte[0];
    }
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    Compact.number(raw, rings.size());
    for (Ring ring : rings) {
      byte[] name = ring.counter().getBytes(StandardCharsets.UTF_8);
      Compact.number(raw, name.length);
      raw.writeBytes(name);
      Compact.number(raw, ring.index());
      Compact.number(raw, ring.seconds());
      Compact.number(raw, ring.slots());
      Compact.number(raw, ring.states().size());
      int seconds = ring.seconds();
      column(raw, ring, (slot, before) -> slot.serial() - before.serial() - 1);
      column(raw, ring, (slot, before) -> slot.start() - before.start() - seconds);
      column(raw, ring, (slot, before) -> slot.openIncrements() - before.endIncrements());
      column(raw, ring, (slot, before) -> slot.openDecrements() - before.endDecrements());
      column(raw, ring, (slot, before) -> slot.endIncrements() - slot.openIncrements());
      column(raw, ring, (slot, before) -> slot.endDecrements() - slot.openDecrements());
    }
    return Compact.deflated(raw.toByteArray());
  }

  /** What the first slot of a ring is told by its distance from. */
  private static final SlotState NONE = new SlotState(-1, 0, 0, 0, 0, 0);

  private static void column(
      ByteArrayOutputStream raw, Ring ring, ToLongBiFunction<SlotState, SlotState> value) {
    SlotState before = NONE;
    for (SlotState slot : ring.states()) {
      Compact.signed(raw, value.applyAsLong(slot, before));
      before = slot;
    }
  }

  /**
   * Reads the compact form.
   *
   * @throws IllegalArgumentException if it is damaged or of a later format
   */
  public static PackedSlots fromBytes(byte[] bytes) {
    return bytes.length == 0 ? new PackedSlots(List.of()) : Compact.read(bytes, PackedSlots::parse);
  }

  private static PackedSlots parse(Compact.Cursor in) {
    int count = in.count();
    List<Ring> rings = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = in.count();
      in.requireName(0, 0, length);
      byte[] name = new byte[length];
      in.copy(name, 0);
      int index = in.integer();
      int seconds = in.integer();
      int slots = in.integer();
      rings.add(
          new Ring(
              new String(name, StandardCharsets.UTF_8),
              index,
              seconds,
              slots,
              states(in, seconds)));
    }
    return new PackedSlots(rings);
  }

  private static List<SlotState> states(Compact.Cursor in, int seconds) {
    int count = in.count();
    long[] serials = in.signedColumn(count);
    long[] starts = in.signedColumn(count);
    long[] openIncrements = in.signedColumn(count);
    long[] openDecrements = in.signedColumn(count);
    long[] increments = in.signedColumn(count);
    long[] decrements = in.signedColumn(count);
    List<SlotState> states = new ArrayList<>(count);
    SlotState before = NONE;
    for (int i = 0; i < count; i++) {
      long open = before.endIncrements() + openIncrements[i];
      long openAway = before.endDecrements() + openDecrements[i];
      before =
          new SlotState(
              before.serial() + 1 + serials[i],
              before.start() + seconds + starts[i],
              open,
              openAway,
              open + increments[i],
              openAway + decrements[i]);
      states.add(before);
    }
    return states;
  }
}
