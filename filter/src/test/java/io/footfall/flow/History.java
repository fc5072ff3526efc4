package io.footfall.flow;

import io.footfall.cluster.FakeCluster.Fate;
import io.footfall.count.Sum;
import io.footfall.eventlog.FakeEventLog;
import io.footfall.model.Disk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happens in one world, from its seed: counts, ticks and commits, with an end of a process or
 * of a machine at any of their steps, and then peace, after which the truth must be read
 * everywhere.
 */
final class History {

  /** More steps than a tick or an exchange takes; beyond the last, nothing is ended. */
  private static final int STEPS_OF_AN_ACTION = 30;

  private static final int STEPS_OF_A_START = 60;
  private static final int STEPS_OF_AN_OFFLOAD = 8;
  private static final int ROUNDS_OF_PEACE = 80;
  private static final List<Fate> FATES = List.of(Fate.values());
  private static final List<FakeEventLog.Fate> LOG_FATES = List.of(FakeEventLog.Fate.values());

  private final World world;
  private final Random random;

  private History(World world) {
    this.world = world;
    this.random = world.random;
  }

  /** The thread that counts: which stripe it counts in follows from the seed as well. */
  static final class Walker extends Thread {
    private long stripe;

    Walker(Runnable work) {
      super(work, "model");
    }

    void walk(long to) {
      stripe = to;
    }

    @Override
    public long getId() {
      return stripe;
    }
  }

  /**
   * Plays a history.
   *
   * @param crashPoints is given the steps at which processes were ended
   * @return what has gone wrong, with the whole story, or null
   */
  static @Nullable String play(long seed, Disk.Buffers buffers, Set<String> crashPoints) {
    World world = new World(seed, buffers);
    try {
      new History(world).play();
      return null;
    } catch (Exception | AssertionError e) {
      return "seed %d: %s%n  %s"
          .formatted(
              seed,
              e instanceof World.Broken ? e.getMessage() : trace(e),
              String.join("\n  ", world.story));
    } finally {
      world.end();
      crashPoints.addAll(world.crashPoints);
    }
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private void play() throws Exception {
    int machines = 2 + random.nextInt(2);
    for (int i = 0; i < machines; i++) {
      world.machine().start(-1);
    }
    int steps = 20 + random.nextInt(25);
    for (int i = 0; i < steps; i++) {
      step();
      world.look();
      world.lookAtLog();
    }
    settle();
  }

  private void step() throws Exception {
    world.advance(Duration.ofMillis(1 + random.nextInt(random.nextInt(12) == 0 ? 70_000 : 3_000)));
    List<World.Member> up = world.processes();
    int dice = random.nextInt(100);
    if (dice >= 84 || up.isEmpty()) {
      disturb(up.isEmpty() ? 84 + random.nextInt(4) : dice);
      return;
    }
    World.Member process = up.get(random.nextInt(up.size()));
    if (dice < 34) {
      count(process);
    } else if (dice < 57) {
      boolean ends = random.nextInt(4) == 0;
      process.arm(ends ? random.nextInt(STEPS_OF_AN_ACTION) : -1);
      process.fault(random.nextInt(12) == 0 ? random.nextInt(12) : -1);
      world.tell(process + " ticks");
      process.tick();
      process.fault(-1);
      perhapsPower(process);
    } else {
      process.arm(random.nextInt(5) == 0 ? random.nextInt(STEPS_OF_AN_ACTION) : -1);
      Fate fate = random.nextInt(3) == 0 ? FATES.get(random.nextInt(FATES.size())) : Fate.DONE;
      world.tell(process + " commits and reads, " + fate);
      process.fate(fate);
      process.exchange();
      process.fate(Fate.DONE);
      perhapsPower(process);
    }
    if (!process.dead) {
      process.look();
      if (random.nextInt(2) == 0) {
        offload(process);
      }
    }
  }

  /** The log's database may go or come back meanwhile. */
  private void offload(World.Member process) throws Exception {
    if (random.nextInt(world.log.isDown() ? 4 : 16) == 0) {
      world.log.setDown(!world.log.isDown());
      world.tell(world.log.isDown() ? "the event log is down" : "the event log is up");
    }
    FakeEventLog.Fate fate =
        random.nextInt(4) == 0
            ? LOG_FATES.get(random.nextInt(LOG_FATES.size()))
            : FakeEventLog.Fate.DONE;
    world.tell(process + " offloads, " + fate);
    process.arm(random.nextInt(6) == 0 ? random.nextInt(STEPS_OF_AN_OFFLOAD) : -1);
    process.logFate(fate, random.nextInt(3));
    process.offload();
    process.logFate(FakeEventLog.Fate.DONE, 0);
    perhapsPower(process);
    if (!process.dead) {
      process.look();
    }
  }

  private void count(World.Member process) {
    if (Thread.currentThread() instanceof Walker walker) {
      walker.walk(random.nextInt(4));
    }
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      int counter = random.nextInt(World.COUNTERS.size());
      long amount = 1L + random.nextInt(4);
      if (counter == World.STOCK && random.nextBoolean()) {
        amount = -amount;
      }
      process.count(counter, amount);
      world.tell(process + " counts " + amount + " of " + World.COUNTERS.get(counter));
    }
  }

  /** Sometimes it was not the process that ended but the power. */
  private void perhapsPower(World.Member process) {
    if (process.dead && random.nextInt(5) < 2) {
      process.machine.losePower();
    }
  }

  private void disturb(int dice) throws Exception {
    World.Machine machine = world.machines.get(random.nextInt(world.machines.size()));
    List<World.Member> here = machine.processes;
    if (dice < 90) {
      if (here.size() < 2 && (here.isEmpty() || random.nextInt(4) == 0)) {
        world.tell(machine.name + " starts a process");
        World.Member process =
            machine.start(random.nextInt(4) == 0 ? random.nextInt(STEPS_OF_A_START) : -1);
        if (process == null && random.nextInt(5) < 2) {
          machine.losePower();
        }
      }
    } else if (dice == 90 || dice == 91) {
      if (!here.isEmpty()) {
        world.tell(here.get(0) + " is killed");
        here.get(0).die();
      }
    } else if (dice == 92) {
      if (!here.isEmpty()) {
        world.tell(here.get(0) + " ends");
        here.get(0).end();
      }
    } else if (dice == 93) {
      world.tell(machine.name + " writes back");
      machine.disk.writeBack();
    } else if (dice == 94) {
      machine.losePower();
    } else if (dice == 95) {
      machine.reboot();
    } else if (dice == 96) {
      if (random.nextInt(3) == 0) {
        machine.burn();
      }
    } else if (dice == 97) {
      copy(machine);
    } else if (dice == 98) {
      world.tell("an old message arrives");
      world.mayDrop(world.cluster::deliverOne);
    } else if (random.nextBoolean()) {
      world.tell("the network splits");
      world.mayDrop(world.cluster::split);
    } else {
      world.tell("the network heals");
      world.mayDrop(world.cluster::heal);
    }
  }

  private void copy(World.Machine to) throws IOException {
    World.Machine from = world.machines.get(random.nextInt(world.machines.size()));
    Path source = from.data().resolve("1");
    int free = 1;
    while (Files.exists(to.data().resolve(String.valueOf(free)))) {
      free++;
    }
    if (Files.exists(source) && free < 4) {
      world.tell(from.name + "/1 is copied to " + to.name + "/" + free);
      to.disk.copy(source, to.data().resolve(String.valueOf(free)));
    }
  }

  /** All disks are back, all nodes up, and nothing fails any more. */
  private void settle() throws InterruptedException {
    world.tell("peace");
    world.mayDrop(world.cluster::heal);
    world.mayDrop(world.cluster::deliverAll);
    world.log.setDown(false);
    boolean all = random.nextInt(4) == 0;
    for (World.Machine machine : world.machines) {
      if (all) {
        machine.killAll();
      }
      if (machine.processes.isEmpty()) {
        machine.start(-1);
      }
    }
    Map<Account, List<Sum>> floors = world.floors();
    String wrong = "nothing was read";
    for (int round = 0; round < ROUNDS_OF_PEACE && wrong != null; round++) {
      world.advance(Duration.ofSeconds(round % 8 == 7 ? 61 : 6));
      for (World.Member process : world.processes()) {
        process.tick();
        process.exchange();
        process.offload();
        process.look();
      }
      world.lookAtLog();
      wrong = world.wrong(floors);
    }
    if (wrong != null) {
      throw new World.Broken("after " + ROUNDS_OF_PEACE + " rounds of peace " + wrong);
    }
  }
}
