package io.footfall.flow;

import io.footfall.Reading;
import io.footfall.Status;
import io.footfall.cluster.ClusterView;
import io.footfall.cluster.FakeCluster;
import io.footfall.cluster.FakeCluster.Fate;
import io.footfall.cluster.FakeCluster.Holdings;
import io.footfall.cluster.Other;
import io.footfall.count.Buckets;
import io.footfall.count.FakeClock;
import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.SlotPlan;
import io.footfall.count.Sum;
import io.footfall.count.Tier;
import io.footfall.eventlog.EventLogException;
import io.footfall.eventlog.EventLogOptions;
import io.footfall.eventlog.EventLogSource;
import io.footfall.eventlog.FakeEventLog;
import io.footfall.model.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Machines with disks, processes on them, and the cluster between them, next to what is true. The
 * processes are real engines, without their threads. All of it follows from the seed.
 */
final class World {

  /** The last is the only one that is also decremented. */
  static final List<String> COUNTERS = List.of("requests", "status:2xx", "likes", "stock");

  static final int STOCK = COUNTERS.size() - 1;

  /** What is kept over time; so long that no history outlasts it. */
  private static final SlotPlan PLAN =
      new SlotPlan(List.of(new Tier(10, 400), new Tier(3_600, 24)), List.of("requests", "stock"));

  /** Never opened: the processes write to a log in memory. */
  private static final EventLogOptions LOGGING =
      new EventLogOptions(
          new EventLogSource() {
            @Override
            public Connection open() throws EventLogException {
              throw new AssertionError("there is no database");
            }

            @Override
            public String label() {
              return "none";
            }
          },
          Duration.ofSeconds(10));

  private static final int PROCESSORS = 2;
  private static final String DATA = "/data";

  /** Where a history has gone wrong. */
  static final class Broken extends AssertionError {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message);
    }
  }

  final Random random;
  final FakeCluster cluster;
  final FakeEventLog log = new FakeEventLog();
  final FakeClock clock = new FakeClock();
  final Disk.Buffers buffers;
  final List<Machine> machines = new ArrayList<>();
  final Map<Identity, Account> accounts = new LinkedHashMap<>();
  final List<String> story = new ArrayList<>();

  /** Where processes were ended. */
  final Set<String> crashPoints = new TreeSet<>();

  private int boots;
  private int starts;

  World(long seed, Disk.Buffers buffers) {
    this.random = new Random(seed);
    this.cluster = new FakeCluster(seed);
    this.buffers = buffers;
  }

  Machine machine() {
    Machine machine = new Machine((char) ('A' + machines.size()));
    machines.add(machine);
    return machine;
  }

  List<Member> processes() {
    return machines.stream().flatMap(machine -> machine.processes.stream()).toList();
  }

  void tell(String line) {
    story.add(line);
  }

  /** Something after which owners may hold less, and rightly. */
  void mayDrop(Runnable event) {
    Map<Account, Holdings> before = new LinkedHashMap<>();
    accounts.values().forEach(account -> before.put(account, held(account)));
    event.run();
    before.forEach(
        (account, holdings) -> {
          Holdings after = held(account);
          account.dropped(holdings.least(), after.least());
          account.most = after.most();
        });
  }

  /**
   * Notes what the owners hold now. Whoever writes for another, or again for itself, writes what is
   * higher: so what some owner held is held by some owner still, unless messages or owners got
   * lost.
   */
  void look() {
    for (Account account : accounts.values()) {
      Holdings now = held(account);
      if (!Account.max(now.most(), account.most).equals(now.most())) {
        throw new Broken(
            "an owner held %s of %.4s…, and now none holds more than %s"
                .formatted(account.most, account.identity, now.most()));
      }
      account.held = Account.max(account.held, now.least());
      account.most = now.most();
    }
  }

  /**
   * What is logged of an identity never falls, neither in time nor from slot to slot, and is never
   * above what it counted.
   */
  void lookAtLog() {
    String lower = log.wrong();
    if (lower != null) {
      throw new Broken(lower);
    }
    for (Account account : accounts.values()) {
      List<Sum> logged = logged(account);
      if (!Account.max(logged, account.logged).equals(logged)
          || !Account.max(logged, account.counted).equals(account.counted)) {
        throw new Broken(
            "%s of %.4s… is logged, after %s, and %s were counted"
                .formatted(logged, account.identity, account.logged, account.counted));
      }
      account.logged = logged;
    }
  }

  private List<Sum> logged(Account account) {
    return COUNTERS.stream().map(counter -> log.sum(account.identity, counter)).toList();
  }

  private Holdings held(Account account) {
    return cluster.held(account.identity, COUNTERS);
  }

  /** One computer. */
  final class Machine {
    final char name;
    Disk disk;
    final List<Member> processes = new ArrayList<>();
    private String boot = "";

    /** By directory, the rows for the event log that were on the disk at a tick. */
    private final Map<String, List<LogRow>> unlogged = new LinkedHashMap<>();

    Machine(char name) {
      this.name = name;
      this.disk = newDisk();
      boot();
    }

    private Disk newDisk() {
      Disk fresh = new Disk(random, clock::nanos, buffers);
      try {
        Files.createDirectory(fresh.path(DATA));
      } catch (IOException impossible) {
        throw new AssertionError(impossible);
      }
      fresh.sync();
      return fresh;
    }

    private void boot() {
      boot = "boot-" + ++boots;
    }

    void killAll() {
      List.copyOf(processes).forEach(Member::die);
    }

    /** Whatever was not forced may be gone. */
    void losePower() {
      tell(name + " loses its power");
      killAll();
      disk.losePower();
      boot();
      accounts().forEach(account -> account.lost = true);
    }

    void reboot() {
      tell(name + " is started anew");
      killAll();
      disk.sync();
      boot();
    }

    /** Nothing that was on it ever comes back. */
    void burn() {
      tell(name + " burns down and is replaced");
      killAll();
      disk = newDisk();
      unlogged.clear();
      boot();
      accounts()
          .forEach(
              account -> {
                account.lost = true;
                account.journaled = Account.zeros();
              });
    }

    private List<Account> accounts() {
      return accounts.values().stream().filter(account -> account.machine == this).toList();
    }

    Path data() {
      return disk.path(DATA);
    }

    /** Starts a process, which may be ended while it starts. */
    @Nullable Member start(int crashAt) throws InterruptedException {
      Member process = new Member(this, ++starts);
      processes.add(process);
      process.arm(crashAt);
      process.act(process::open);
      if (!process.dead) {
        tell("%s counts under %.4s…".formatted(process, process.account().identity));
      }
      return process.dead ? null : process;
    }
  }

  /** What a process does. */
  interface Action {
    void run() throws InterruptedException;
  }

  /** A node, from its start to its end. */
  final class Member {
    final Machine machine;
    final String name;
    boolean dead;
    private final long[] read = new long[COUNTERS.size()];
    private int untilCrash = -1;
    private int untilFault = -1;
    private FakeCluster.@Nullable Seat seat;
    private @Nullable ClusterView view;
    private @Nullable Engine engine;
    private Fate fate = Fate.DONE;
    private final FakeEventLog.Line line = log.new Line(this::at);
    private final Health health = new Health();
    private List<LogRow> unlogged = List.of();

    Member(Machine machine, int number) {
      this.machine = machine;
      this.name = machine.name + "" + number;
    }

    @Override
    public String toString() {
      return name;
    }

    /** Ends it after so many steps; never if negative. */
    void arm(int steps) {
      untilCrash = steps;
    }

    /** Lets the disk fail once, after so many steps. */
    void fault(int steps) {
      untilFault = steps;
    }

    /** What becomes of its transactions from now on. */
    void fate(Fate next) {
      fate = next;
      if (seat != null) {
        seat.fate(next);
      }
    }

    /** What becomes of one of its next writes to the event log, after so many that are done. */
    void logFate(FakeEventLog.Fate next, int after) {
      line.fate(next, after);
    }

    private void at(String point) {
      if (dead) {
        throw new Killed();
      }
      if (untilCrash >= 0 && !point.equals("read") && untilCrash-- == 0) {
        tell("  " + name + " is ended at " + point);
        crashPoints.add(point);
        dead = true;
        throw new Killed();
      }
    }

    private void disk(String point) throws IOException {
      at(point);
      boolean mayFail = point.endsWith(".before") || point.equals("write.during");
      if (mayFail && untilFault >= 0 && untilFault-- == 0) {
        tell("  the disk of " + name + " fails at " + point);
        throw new IOException("no space left");
      }
    }

    /** Lets it act, on its disk, until it is through or ended. */
    void act(Action action) throws InterruptedException {
      machine.disk.enter(this, this::disk);
      try {
        action.run();
      } catch (Killed ended) {
        // Like a signal: it has no say in it.
      } finally {
        machine.disk.exit();
      }
      untilCrash = -1;
      if (dead) {
        bury();
      }
    }

    void open() {
      Surroundings around =
          new Surroundings(
              clock,
              random,
              machine.boot,
              PROCESSORS,
              (self, itsView) -> {
                FakeCluster.Seat joined = join();
                joined.watch(this::at);
                joined.fate(fate);
                seat = joined;
                view = itsView;
                return joined.ledger(self, itsView, clock);
              },
              options -> line);
      engine = new Engine(options(), health, around);
      Identity identity = engine.buckets().identity();
      Account account = accounts.computeIfAbsent(identity, who -> new Account(who, machine));
      engine.prepare();
      lookAtBacklog();
      if (status().durability() == Status.Durability.NONE) {
        tell("  " + name + " has no directory");
        account.lost = true; // As soon as it ends.
      }
    }

    /** A new owner takes one of the owners' copies for its own, and another owner drops its own. */
    private FakeCluster.Seat join() {
      List<FakeCluster.Seat> joined = new ArrayList<>();
      mayDrop(() -> joined.add(cluster.join(name)));
      return joined.get(0);
    }

    private EngineOptions options() {
      return Homes.options(machine.data(), Homes.CLUSTER, 64, name, PLAN, LOGGING);
    }

    Account account() {
      Account account = accounts.get(engine().buckets().identity());
      if (account == null) {
        throw new AssertionError("it counts under an identity that nobody has");
      }
      return account;
    }

    Engine engine() {
      if (engine == null) {
        throw new AssertionError(name + " has not started");
      }
      return engine;
    }

    private Status status() {
      return engine().counters().status();
    }

    boolean hasJoined() {
      return seat != null;
    }

    void count(int counter, long amount) {
      engine().buckets().counter(COUNTERS.get(counter)).add(amount);
      Account account = account();
      if (account.lost && status().durability() != Status.Durability.NONE) {
        if (account.base.isEmpty()) {
          account.base = Account.max(Account.max(account.journaled, account.held), known(account));
        }
        Account.add(account.since, counter, amount);
      }
      Account.add(account.counted, counter, amount);
    }

    void tick() throws InterruptedException {
      act(() -> engine().tick());
      if (!dead) {
        Account account = account();
        long total = account.counted.stream().mapToLong(Sum::total).sum();
        if (status().journaled() == total) {
          account.journaled = List.copyOf(account.counted);
        }
        if (!health.lasts(Trouble.EVENT_LOG_JOURNAL)) {
          machine.unlogged.put(status().directory(), engine().unlogged());
        }
      }
    }

    void exchange() throws InterruptedException {
      act(() -> engine().exchange());
    }

    void offload() throws InterruptedException {
      act(() -> engine().offload());
    }

    /** An orderly end. */
    void end() {
      machine.disk.enter(this, this::disk);
      mayDrop(() -> engine().end()); // It leaves the cluster by itself.
      machine.disk.exit();
      dead = true;
      bury();
    }

    void die() {
      dead = true;
      bury();
    }

    private void bury() {
      if (machine.processes.remove(this)) {
        machine.disk.release(this);
        FakeCluster.Seat left = seat;
        if (left != null) {
          mayDrop(() -> cluster.kill(left));
        }
      }
    }

    /** What it says of a counter. */
    Reading reading(int counter) {
      return engine().counters().read(COUNTERS.get(counter));
    }

    /** No read of a counter that is only incremented falls, and none is above what was counted. */
    void look() {
      for (int i = 0; i < STOCK; i++) {
        long value = reading(i).value();
        long counted = total(i).increments();
        if (value < read[i] || value > counted) {
          throw new Broken(
              "%s reads %d of %s, after %d, and %d were counted"
                  .formatted(name, value, COUNTERS.get(i), read[i], counted));
        }
        read[i] = value;
      }
      lookAtUnlogged();
      for (Account account : accounts.values()) {
        Rings rings = rings(account);
        for (Tier tier : PLAN.tiers()) {
          for (int i = 0; i < COUNTERS.size(); i++) {
            Sum sum = inSlots(rings, i, tier);
            Sum most = account.counted.get(i);
            if (!most.max(sum).equals(most)) {
              throw new Broken(
                  "%s has %s of %s by %.4s… in slots of %d s, and %s were counted"
                      .formatted(
                          name, sum, COUNTERS.get(i), account.identity, tier.seconds(), most));
            }
          }
        }
      }
    }

    /** What its predecessor in the directory had on the disk for the event log is not forgotten. */
    private void lookAtBacklog() {
      List<LogRow> taken = engine().unlogged();
      for (LogRow row : machine.unlogged.getOrDefault(status().directory(), List.of())) {
        if (!taken.contains(row) && !log.holds(row)) {
          throw new Broken("%s has not found %s, and it is not logged".formatted(this, row));
        }
      }
    }

    /** What it takes for logged is logged. */
    private void lookAtUnlogged() {
      List<LogRow> now = engine().unlogged();
      for (LogRow row : unlogged) {
        if (!now.contains(row) && !log.holds(row)) {
          throw new Broken("%s takes %s for logged, and it is not".formatted(this, row));
        }
      }
      unlogged = now;
    }

    /** What it knows of an identity over time. */
    private Rings rings(Account account) {
      if (engine().buckets().identity().equals(account.identity)) {
        return engine().rings();
      }
      if (view != null) {
        for (Other other : view.others()) {
          if (other.identity().equals(account.identity)) {
            return other.rings();
          }
        }
      }
      return Rings.none();
    }

    /** Where the slots of an identity are not all that it counted, or null. */
    @Nullable String wrongSlots(Account account, List<Sum> known) {
      Rings rings = rings(account);
      for (Tier tier : PLAN.tiers()) {
        for (int i = 0; i < COUNTERS.size(); i++) {
          Sum sum = inSlots(rings, i, tier);
          boolean whole = sum.equals(known.get(i)) || !PLAN.names(COUNTERS.get(i));
          boolean no = account.lost ? !known.get(i).max(sum).equals(known.get(i)) : !whole;
          if (no) {
            return "%s has %s of %s by %.4s… in slots of %d s, and reads %s (%s): %s"
                .formatted(
                    this,
                    sum,
                    COUNTERS.get(i),
                    account.identity,
                    tier.seconds(),
                    known.get(i),
                    account,
                    rings.ring(COUNTERS.get(i), tier.seconds()));
          }
        }
      }
      return null;
    }

    /** What it knows of an identity. */
    List<Sum> known(Account account) {
      List<Sum> known = Account.zeros();
      Buckets own = engine().buckets();
      for (int i = 0; i < COUNTERS.size(); i++) {
        if (own.identity().equals(account.identity)) {
          known.set(i, own.sum(COUNTERS.get(i)));
        } else if (view != null) {
          for (Other other : view.others()) {
            if (other.identity().equals(account.identity)) {
              known.set(i, other.sum(COUNTERS.get(i)));
            }
          }
        }
      }
      return known;
    }
  }

  /** What a counter's slots of one length add up to. */
  private static Sum inSlots(Rings rings, int counter, Tier tier) {
    Ring ring = rings.ring(COUNTERS.get(counter), tier.seconds());
    long[] sum = new long[2];
    if (ring != null) {
      ring.visit(
          (start, increments, decrements) -> {
            sum[0] += increments;
            sum[1] += decrements;
          });
    }
    return new Sum(sum[0], sum[1]);
  }

  private Sum total(int counter) {
    long increments = 0;
    long decrements = 0;
    for (Account account : accounts.values()) {
      increments += account.counted.get(counter).increments();
      decrements += account.counted.get(counter).decrements();
    }
    return new Sum(increments, decrements);
  }

  /** What the processes that are up know of an identity. */
  private List<Sum> known(Account account) {
    List<Sum> known = Account.zeros();
    for (Member process : processes()) {
      known = Account.max(known, process.known(account));
    }
    return known;
  }

  /** What each identity must be read as at least, from now on. */
  Map<Account, List<Sum>> floors() {
    Map<Account, List<Sum>> floors = new LinkedHashMap<>();
    accounts.values().forEach(account -> floors.put(account, account.floor(known(account))));
    return floors;
  }

  /** What is not yet as it must be, or null. */
  @Nullable String wrong(Map<Account, List<Sum>> floors) {
    List<String> first = null;
    for (Member process : processes()) {
      for (Map.Entry<Account, List<Sum>> entry : floors.entrySet()) {
        Account account = entry.getKey();
        List<Sum> known = process.known(account);
        for (int i = 0; i < known.size(); i++) {
          Sum sum = known.get(i);
          Sum least = entry.getValue().get(i);
          Sum most = account.counted.get(i);
          if (!sum.max(least).equals(sum) || !most.max(sum).equals(most)) {
            return "%s reads %s of %s by %.4s…, of which %s were counted and at least %s must be there (%s)"
                .formatted(process, sum, COUNTERS.get(i), account.identity, most, least, account);
          }
        }
        List<Sum> logged = logged(account);
        if (!Account.max(logged, known).equals(logged)
            || !Account.max(logged, account.counted).equals(account.counted)) {
          return "%s of %.4s… is logged, %s reads %s, and %s were counted (%s)"
              .formatted(logged, account.identity, process, known, account.counted, account);
        }
        String slots = process.wrongSlots(account, known);
        if (slots != null) {
          return slots;
        }
      }
      List<String> values = new ArrayList<>();
      for (int i = 0; i < COUNTERS.size(); i++) {
        values.add(String.valueOf(process.reading(i).value()));
      }
      if (first != null && !first.equals(values)) {
        return "%s reads %s, and another %s".formatted(process, values, first);
      }
      first = values;
    }
    return null;
  }

  void advance(Duration time) {
    clock.advance(time);
  }

  /** Nothing of it is used any more. */
  void end() {
    machines.forEach(Machine::killAll);
    buffers.giveBack();
  }
}
