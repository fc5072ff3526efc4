package io.footfall.it.faults;

import io.footfall.it.jetty.Jvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node: a data directory, one process after the other that works in it, clients that send to
 * whichever process is there, and a reader that asks each process for the count all the while.
 */
final class FaultNode implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("footfall ready url=http://localhost:(\\d+)/ node=.+ data=.+ members=\\d+");
  private static final Pattern COUNT =
      Pattern.compile("\\{\"requests\":(\\d+),\"members\":(\\d+),\"asOf\":\"([^\"]+)\"\\}");
  private static final Pattern IDENTITY =
      Pattern.compile("counts the context .* identity ([0-9a-f]+),");
  private static final Pattern DIRECTORY =
      Pattern.compile("counts the context .*, directory (.+), durability");
  private static final Duration STILL = Duration.ofSeconds(60);
  private static final int ANSWER_MILLIS = 20_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long READ_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final int number;
  private final Network network;
  private final Oracle oracle;
  private final Path directory;
  private final Path data;
  private final Map<String, String> settings;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();

  private List<String> wrapper = List.of();
  private Map<String, String> extra = Map.of();
  private @Nullable Jvm process;
  private int lives;
  private boolean sharing;

  /**
   * What the processes of this node, or of the numbered directory of the last one, have answered.
   */
  private AtomicLong acknowledgedThere = new AtomicLong();

  private volatile @Nullable Life life;
  private volatile boolean paused = true;
  private volatile boolean ended;

  /** One process that serves. */
  private static final class Life {
    private final String host;
    private final int port;
    private final Oracle.Reads reads;
    private final AtomicLong acknowledged;

    private Life(String host, int port, Oracle.Reads reads, AtomicLong acknowledged) {
      this.host = host;
      this.port = port;
      this.reads = reads;
      this.acknowledged = acknowledged;
    }
  }

  /** What a node tells; the moment is its own clock's now less the age of the number. */
  record Count(long requests, int members, Instant asOf) {}

  FaultNode(
      int number,
      Network network,
      Oracle oracle,
      Path directory,
      Path data,
      Map<String, String> settings,
      int clientCount) {
    this.number = number;
    this.network = network;
    this.oracle = oracle;
    this.directory = directory;
    this.data = data;
    this.settings = Map.copyOf(settings);
    for (int i = 0; i < clientCount; i++) {
      Client client = new Client();
      clients.add(client);
      begin(client, "client-" + number + "-" + i);
    }
    begin(this::readAll, "reader-" + number);
  }

  private void begin(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  String name() {
    return "node-" + number;
  }

  /** The directory that is given to the node as {@code data-dir}. */
  Path data() {
    return data;
  }

  /** Says that other nodes have the same {@code data-dir}, so any may come to any number in it. */
  void share() {
    sharing = true;
  }

  /** Words before the next processes' command, as of a tracer; none by default. */
  void wrap(List<String> words) {
    wrapper = List.copyOf(words);
  }

  /** More environment of the next processes. */
  void environment(Map<String, String> environment) {
    extra = Map.copyOf(environment);
  }

  /** Starts a process; {@link #awaitReady} waits for it. */
  void begin() {
    Map<String, String> environment = new HashMap<>(settings);
    environment.putAll(network.environment(number));
    environment.put("FOOTFALL_NODE", name());
    environment.put("FOOTFALL_DATA_DIR", data.toString());
    environment.putAll(extra);
    List<String> before = new ArrayList<>(network.prefix(number));
    before.addAll(wrapper);
    List<String> arguments = new ArrayList<>(network.options(number));
    arguments.add("-jar");
    arguments.add(network.program(number));
    lives++;
    process = Jvm.start(name(), directory, before, environment, arguments);
  }

  /** Waits until the process serves, and lets the clients and the reader go to it. */
  void awaitReady() {
    Matcher ready = process().awaitLine(READY);
    String numbered = told(DIRECTORY);
    if (!numbered.isEmpty()) {
      AtomicLong first = sharing ? new AtomicLong() : acknowledgedThere;
      acknowledgedThere = oracle.acknowledgedIn(fileKey(Path.of(numbered)), first);
    }
    life =
        new Life(
            network.host(number),
            Integer.parseInt(ready.group(1)),
            oracle.process(name() + ", process " + lives),
            acknowledgedThere);
  }

  private static Object fileKey(Path directory) {
    try {
      Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
      return key == null ? directory : key;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the process has told of itself, or empty. */
  private String told(Pattern pattern) {
    return process().standardError().stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .findFirst()
        .orElse("");
  }

  void start() {
    begin();
    awaitReady();
  }

  /** Whether it has a process that was ready and was not ended by a test. */
  boolean isUp() {
    return life != null;
  }

  /** The process that runs, or ran last. */
  Jvm process() {
    Jvm current = process;
    if (current == null) {
      throw new IllegalStateException(name() + " was never started");
    }
    return current;
  }

  /** The identity that the process counts under. */
  String identity() {
    String identity = told(IDENTITY);
    if (identity.isEmpty()) {
      throw new AssertionError(name() + " has told no identity");
    }
    return identity;
  }

  /** Sends SIGKILL and waits until the process is gone. */
  void kill() {
    process().kill();
    life = null;
  }

  /** Sends SIGTERM, waits until the process is gone, and returns its exit code. */
  int stop() {
    int code = process().terminate();
    life = null;
    return code;
  }

  void pauseProcess() {
    Commands.signal("STOP", process().pid());
  }

  void resumeProcess() {
    Commands.signal("CONT", process().pid());
  }

  /** From here on the directory may hold less than what its processes have acknowledged. */
  void forget() {
    acknowledgedThere.set(0);
  }

  /** Requests that this node has answered, all its processes together. */
  long acknowledged() {
    return answered.get();
  }

  /** Holds the clients, or lets them go on. */
  void load(boolean on) {
    paused = !on;
  }

  /** Waits until no client of this node has a request under way. */
  void awaitStill() {
    long deadline = System.nanoTime() + STILL.toNanos();
    while (clients.stream().anyMatch(client -> client.busy)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("A request to " + name() + " is under way for " + STILL);
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  /** Where a path of the process that serves is. */
  URI url(String path) throws IOException {
    Life current = life;
    if (current == null) {
      throw new IOException(name() + " does not run");
    }
    return URI.create("http://" + current.host + ":" + current.port + path);
  }

  /** What the node tells now. */
  Count count() throws IOException {
    try (Connection connection = connect()) {
      return count(connection);
    }
  }

  /** What the node answers to a request that is not counted. */
  Connection.Response ask(String path) throws IOException {
    try (Connection connection = connect()) {
      return connection.get(path);
    }
  }

  private Connection connect() throws IOException {
    Life current = life;
    if (current == null) {
      throw new IOException(name() + " does not run");
    }
    return new Connection(current.host, current.port, ANSWER_MILLIS);
  }

  private static Count count(Connection connection) throws IOException {
    String body = connection.get("/count").body();
    Matcher matcher = COUNT.matcher(body);
    if (!matcher.matches()) {
      throw new IOException("not a count: " + body);
    }
    return new Count(
        Long.parseLong(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Instant.parse(matcher.group(3)));
  }

  /** Reads each process one value after the other, over one connection as long as that lasts. */
  private void readAll() {
    while (!ended) {
      Life current = life;
      if (current != null) {
        try (Connection connection = new Connection(current.host, current.port, ANSWER_MILLIS)) {
          while (!ended && life == current) {
            long own = current.acknowledged.get();
            current.reads.read(count(connection).requests, own);
            LockSupport.parkNanos(READ_NANOS);
          }
        } catch (IOException e) {
          // The process has ended or is about to.
        }
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  /** Sends requests one after the other, each exactly once. */
  private final class Client implements Runnable {

    private volatile boolean busy;

    @Override
    public void run() {
      while (!ended) {
        Life current = life;
        if (current != null && !paused) {
          try (Connection connection = new Connection(current.host, current.port, ANSWER_MILLIS)) {
            while (!ended && !paused && life == current) {
              send(connection, current.acknowledged);
              LockSupport.parkNanos(PAUSE_NANOS);
            }
          } catch (IOException e) {
            // Refused: nothing was sent. Broken later: it stays attempted, without an answer.
          }
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }

    private void send(Connection connection, AtomicLong acknowledged) throws IOException {
      busy = true;
      try {
        if (!paused) {
          oracle.attempt();
          // Any other answer, as of a server that stops, came from before the filter or not.
          if (connection.get("/hello").status() == 200) {
            acknowledged.incrementAndGet();
            answered.incrementAndGet();
            oracle.acknowledge();
          }
        }
      } finally {
        busy = false;
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    paused = true;
    if (process != null) {
      process.close();
    }
    for (Thread thread : threads) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(30));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
