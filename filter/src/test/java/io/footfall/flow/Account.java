package io.footfall.flow;

import io.footfall.count.Identity;
import io.footfall.count.Sum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is true of one identity, and what of it may be lost. */
final class Account {

  final Identity identity;
  final World.Machine machine;

  /** All that was ever counted under it. */
  final List<Sum> counted = zeros();

  /** What its last finished generation of the journal holds. */
  List<Sum> journaled = zeros();

  /** What every owner in the cluster was seen to hold, and has not lost with its owners. */
  List<Sum> held = zeros();

  /** What some owner was seen to hold, unless it got lost since. */
  List<Sum> most = zeros();

  /** What the event log was seen to hold. */
  List<Sum> logged = zeros();

  /** What was counted since its machine lost its power; nobody ought to. */
  final List<Sum> since = zeros();

  /** What was to be had of it when somebody went on under it after all. */
  List<Sum> base = List.of();

  /** Whether its files may hold less than was counted. */
  boolean lost;

  Account(Identity identity, World.Machine machine) {
    this.identity = identity;
    this.machine = machine;
  }

  static List<Sum> zeros() {
    return new ArrayList<>(Collections.nCopies(World.COUNTERS.size(), Sum.ZERO));
  }

  static void add(List<Sum> sums, int counter, long amount) {
    Sum before = sums.get(counter);
    sums.set(
        counter,
        new Sum(
            before.increments() + Math.max(0, amount), before.decrements() + Math.max(0, -amount)));
  }

  static List<Sum> max(List<Sum> a, List<Sum> b) {
    List<Sum> max = zeros();
    for (int i = 0; i < max.size(); i++) {
      max.set(i, a.get(i).max(b.get(i)));
    }
    return max;
  }

  /** What it was seen to hold and holds no more; what it lacked before is not the event's doing. */
  void dropped(List<Sum> before, List<Sum> after) {
    for (int i = 0; i < held.size(); i++) {
      Sum old = held.get(i);
      long increments = old.increments();
      long decrements = old.decrements();
      if (after.get(i).increments() < before.get(i).increments()) {
        increments = Math.min(increments, after.get(i).increments());
      }
      if (after.get(i).decrements() < before.get(i).decrements()) {
        decrements = Math.min(decrements, after.get(i).decrements());
      }
      held.set(i, new Sum(increments, decrements));
    }
  }

  /** What must be read of it in the end, where the processes that are up know so much of it. */
  List<Sum> floor(List<Sum> known) {
    if (!lost) {
      return counted;
    }
    if (base.isEmpty()) {
      return max(max(journaled, held), known);
    }
    List<Sum> floor = zeros();
    for (int i = 0; i < floor.size(); i++) {
      floor.set(
          i,
          new Sum(
              base.get(i).increments() + since.get(i).increments(),
              base.get(i).decrements() + since.get(i).decrements()));
    }
    return floor;
  }

  @Override
  public String toString() {
    return lost
        ? "not all of its files are left; journaled %s, held by all owners %s"
            .formatted(journaled, held)
        : "all of its files are left";
  }
}
