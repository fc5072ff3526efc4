package io.footfall.count;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * This identity's own history: at each tick, what was counted since the last one goes to the open
 * slot of each tier.
 *
 * <p>Written by the flush thread; the history may be read by any thread.
 */
public final class Slots {

  /**
   * A tick on the stroke of a slot reads what was counted before it, so it belongs to the slot
   * before.
   */
  private static final long MOST_BACK_MILLIS = 500;

  private final SlotPlan plan;
  private final long backMillis;
  private final Sums known;
  private final List<Integer> indexes = new ArrayList<>();
  private int looked;

  private volatile Rings rings;
  private volatile boolean full;

  /**
   * @param rings what the files say of this identity's history
   * @param known what had been counted when the files were written; of a counter that has no ring
   *     yet, this much belongs to no slot
   * @param intervalMillis the time between two ticks
   */
  public Slots(SlotPlan plan, Rings rings, Sums known, long intervalMillis) {
    this.plan = plan;
    this.rings = rings;
    this.known = known;
    this.backMillis = Math.min(intervalMillis / 2, MOST_BACK_MILLIS);
  }

  /** What is kept. */
  public SlotPlan plan() {
    return plan;
  }

  /** The history as of the last tick. */
  public Rings rings() {
    return rings;
  }

  /**
   * The history with what was counted since the last tick.
   *
   * @param slotMillis the time, as the {@link SlotClock} has it
   */
  public Rings advance(Sums sums, long slotMillis) {
    look(sums);
    long time = seconds(slotMillis);
    List<Ring> changed = new ArrayList<>();
    for (int index : indexes) {
      String name = sums.name(index);
      if (name == null) {
        continue;
      }
      Sum sum = new Sum(sums.increments(index), sums.decrements(index));
      for (Tier tier : plan.tiers()) {
        Ring before = rings.ring(name, tier.seconds());
        Ring start = before == null ? Ring.begin(name, index, tier, known.of(name), time) : before;
        Ring after = start.keeping(tier).advance(sum, time);
        if (!after.isSame(before)) {
          changed.add(after);
        }
      }
    }
    rings = rings.with(changed);
    return rings;
  }

  /** The second to which a tick's counts belong. */
  private long seconds(long slotMillis) {
    return Math.floorDiv(slotMillis - backMillis, TimeUnit.SECONDS.toMillis(1));
  }

  /**
   * The ring of a counter as it would be if a tick were made now, or null if there are too many
   * others.
   *
   * @param sum what the counter stands at
   * @param wallMillis now
   */
  public @Nullable Ring live(String counter, Tier tier, Sum sum, long wallMillis) {
    long time = seconds(wallMillis);
    Ring ring = rings.ring(counter, tier.seconds());
    if (ring == null && full) {
      return null;
    }
    return (ring == null ? Ring.begin(counter, 0, tier, known.of(counter), time) : ring)
        .advance(sum, time);
  }

  private void look(Sums sums) {
    for (; looked < sums.size() && indexes.size() < SlotPlan.MAX_COUNTERS; looked++) {
      String name = sums.name(looked);
      if (name != null && plan.names(name)) {
        indexes.add(looked);
        full = indexes.size() == SlotPlan.MAX_COUNTERS;
      }
    }
  }
}
