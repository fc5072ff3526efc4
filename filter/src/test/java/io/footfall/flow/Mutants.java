package io.footfall.flow;

import java.io.IOException;
import java.util.List;

/** Mistakes against the law, each of which some history must show. */
final class Mutants {

  private static final String BOOT = "if (!this.boot.equals(boot)) {";

  private Mutants() {}

  static List<Mutant> all() throws IOException {
    return List.of(
        new Mutant("a reset: who reads the buckets empties them")
            .with(
                "count/Buckets.java",
                "Sums.plus(increments[i], cells.getOpaque(at))",
                "Sums.plus(increments[i], cells.getAndAdd(at, -cells.getOpaque(at)))"),
        new Mutant("a delta: what is read is added to what is known")
            .with(
                "cluster/Other.java",
                "old.sum().max(news.sum())",
                "new Sum(old.sum().increments() + news.sum().increments(),"
                    + " old.sum().decrements() + news.sum().decrements())"),
        new Mutant("a min: of two sums the lower one is kept")
            .with(
                "count/Sums.java",
                "Math.max(mergedIncrements[place], other.increments[i])",
                "Math.min(mergedIncrements[place], other.increments[i])"),
        new Mutant("a missed fsync: a generation is renamed before it is on the disk")
            .with(
                "journal/Journal.java",
                "channel.force(true);\n    }\n    Files.move(",
                "}\n    Files.move("),
        new Mutant("a missed fsync: the directory is not forced after the rename")
            .with("journal/Journal.java", "forceDirectory(directory);", ""),
        new Mutant("a blind foreign put: another's sums are written without a look")
            .with(
                "cluster/ClusterLedger.java",
                "return antiEntropy.confirm(tally);",
                """
                java.util.Map<Object, Object> blind = new java.util.HashMap<>();
                for (int b = 0; b < Blocks.count(tally.sums().size()); b++) {
                  blind.put(
                      io.footfall.infinispan.EntryKey.sums(tally.identity().toString(), b), Blocks.of(tally.sums(), b));
                }
                store.putAll(blind);
                return antiEntropy != null;
                """),
        new Mutant("an identity continued after a reboot")
            .with("count/Header.java", BOOT, "if (false) {"),
        new Mutant("a repair in place: a file is raised to its journal and continued")
            .with("count/Header.java", BOOT, "if (false) {")
            .with(
                "flow/Opening.java",
                "buckets.snapshot().reaches(written.sums())",
                "repaired(buckets, written.sums())")
            .with(
                "flow/Opening.java",
                "  private static @Nullable Tally written(",
                """
                  private static boolean repaired(
                      Buckets buckets, io.footfall.count.Sums journaled) {
                    for (int i = 0; i < journaled.size(); i++) {
                      String name = journaled.name(i);
                      if (name != null) {
                        long missing = journaled.increments(i) - buckets.sum(name).increments();
                        buckets.counter(name).add(Math.max(0, missing));
                        missing = journaled.decrements(i) - buckets.sum(name).decrements();
                        buckets.counter(name).add(-Math.max(0, missing));
                      }
                    }
                    return true;
                  }

                  private static @Nullable Tally written("""),
        new Mutant("a fork: a copy of a file is continued under its identity")
            .with("count/Header.java", "if (this.inode != inode || inode == 0) {", "if (false) {")
            .with("count/Header.java", "if (this.lockChanged != lockChanged) {", "if (false) {"),
        new Mutant("in place: a generation is written over the newest one")
            .with(
                "journal/Journal.java",
                "Path unfinished = directory.resolve(name + \".new\");",
                "Path unfinished = file(directory, name, 1 - oldest);"),
        new Mutant("a slot twice: what two slots account for counts in both")
            .with(
                "count/Ring.java",
                "Math.max(0, end.increments() - Math.max(open.increments(), increments))",
                "end.increments() - open.increments()"),
        new Mutant("a slot that opens at nothing: what went before counts again")
            .with(
                "count/Ring.java",
                "new Slot(newest.serial() + 1, start, newest.end(), end)",
                "new Slot(newest.serial() + 1, start, Sum.ZERO, end)")
            .with(
                "count/Ring.java",
                "Math.max(0, end.increments() - Math.max(open.increments(), increments))",
                "end.increments() - open.increments()"),
        new Mutant("slots forgotten: the journal has the sums, and no slot that is still open")
            .with("flow/JournalKeeper.java", "history.pending(rings)", "Rings.none()"),
        new Mutant("counts without a slot: those that a process was killed with before its tick")
            .with("cluster/ClusterView.java", "other.settle(time);", ""),
        new Mutant("a slot read while it grew is never read again")
            .with("count/Ring.java", " || (at >= 0 && isTorn(at))", ""),
        new Mutant("a row confirmed before it is written to the event log")
            .with("flow/Offloader.java", "      backlog.confirmed(batch);\n", "")
            .with(
                "flow/Offloader.java",
                "deliveredRows.add(session.append(batch, Map.of(identity, node)));",
                "backlog.confirmed(batch);\n"
                    + "deliveredRows.add(session.append(batch, Map.of(identity, node)));"),
        new Mutant("a delta in the event log: a row has what its slot has counted")
            .with(
                "flow/SlotCutter.java",
                "closed, slotSeconds, increments, decrements)",
                "closed, slotSeconds,"
                    + " increments - (i < before.size() ? before.increments(i) : 0),"
                    + " decrements - (i < before.size() ? before.decrements(i) : 0))"),
        new Mutant("a backlog in memory: no row for the event log is written to the disk")
            .with("flow/EventLogKeeper.java", "if (mayWrite) {", "if (false) {"),
        new Mutant("a raise given up: after a failure the event log gets rows alone")
            .with("flow/Offloader.java", "raiseDue = true;\n      failures", "failures")
            .with(
                "flow/Offloader.java",
                "    long started = clock.nanos();\n    try",
                "    long started = clock.nanos();\n    raiseDue = false;\n    lastRaiseNanos = started;\n    try"),
        new Mutant("the absent not logged: each node raises the event log to its own sums alone")
            .with("flow/Offloader.java", "raise(session, other.tally());", "")
            .with("flow/Offloader.java", "raise(session, tally);", ""));
  }
}
