package io.footfall.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.footfall.count.BucketFile;
import io.footfall.count.Buckets;
import io.footfall.count.Clock;
import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import io.footfall.journal.Generation;
import io.footfall.journal.Journal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {

  @TempDir Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path one;
  private Identity identity;

  InspectTest() {
    one = Path.of("");
    identity = new Identity(0, 0);
  }

  /** A directory as a running process leaves it: 30 counts, of which 25 journaled, 20 committed. */
  @BeforeEach
  void makeOne() throws IOException {
    one = Files.createDirectories(data.resolve("shop/1"));
    Files.createFile(one.resolve("lock"));
    Buckets buckets = buckets(one);
    identity = buckets.identity();
    buckets.counter("requests").add(24);
    Journal journal = Journal.after(one, "journal", Journal.read(one, "journal"));
    write(journal, buckets, 10);
    buckets.counter("stock").add(-1);
    write(journal, buckets, 20);
    buckets.counter("requests").add(5);
  }

  private static Buckets buckets(Path directory) throws IOException {
    return BucketFile.create(
        directory, new BucketFile.Terms("shop", "boot", 1, 1, 100), Clock.SYSTEM);
  }

  private static void write(Journal journal, Buckets buckets, long committed) throws IOException {
    Tally tally = new Tally(buckets.identity(), "node-a", 1, 0, buckets.snapshot());
    journal.write(new Generation("shop", journal.nextSequence(), 1_000, committed, List.of(tally)));
  }

  private int inspect(Path directory, String... options) {
    out.reset();
    err.reset();
    List<String> args = new ArrayList<>(List.of("inspect"));
    args.addAll(Arrays.asList(options));
    args.add(directory.toString());
    return run(args);
  }

  private int run(List<String> args) {
    return Inspect.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void soundDirectory_isShownInFull() {
    assertThat(inspect(data)).isEqualTo(Inspect.SOUND);

    assertThat(output().lines().map(String::strip))
        .contains(
            one + ": not in use",
            "buckets.dat: sound, format 1, "
                + one.resolve("buckets.dat").toFile().length()
                + " bytes",
            "3 counters, 30 counts",
            "requests = 29  (+29 -0)",
            "stock = -1  (+0 -1)",
            "unconfirmed: at most 10 of 30 counts; the cluster had confirmed 20 when the journal was"
                + " last written, at 1970-01-01T00:00:01Z",
            "identity "
                + identity
                + ", node node-a, incarnation 1, sequence 0: 3 counters, 25 counts",
            "footer: sequence 2, written 1970-01-01T00:00:01Z, cluster shop, 4 records (1 tallies, 3"
                + " sums)",
            "footer: sequence 1, written 1970-01-01T00:00:01Z, cluster shop, 3 records (1 tallies, 2"
                + " sums)",
            "3 files in 1 directory: all sound");
    assertThat(output())
        .contains("identity " + identity + ", incarnation 1, cluster shop, made ")
        .contains("takes a fresh identity, and publishes this one: ");
  }

  @Test
  void anyLevelOfTheDataDirectory_canBeNamed_andNumbersComeInOrder() throws IOException {
    for (String more : List.of("shop/10", "shop/2", "other/1")) {
      buckets(Files.createDirectories(data.resolve(more)));
    }

    assertThat(inspect(one)).isZero();
    assertThat(output()).contains("in 1 directory");
    assertThat(inspect(data.resolve("shop"))).isZero();
    assertThat(output()).contains("in 3 directories");
    assertThat(inspect(data)).isZero();
    assertThat(output().lines().filter(line -> line.startsWith(data.toString())).toList())
        .extracting(line -> line.substring(data.toString().length() + 1, line.indexOf(": ")))
        .containsExactly("other/1", "shop/1", "shop/2", "shop/10");
  }

  @Test
  void filesSetAside_areShownAsWhatTheyAre() throws IOException {
    Path residue = Files.createDirectory(one.resolve("residue-1700000000000-1"));
    Path published = Files.createDirectory(one.resolve("published-1600000000000-1"));
    buckets(residue).counter("requests").add(7);
    buckets(published).counter("requests").add(8);
    Files.writeString(one.resolve("journal.new"), "half");
    Identity absent = Identity.fresh();
    Sums sums = Sums.of(new String[] {"requests"}, new long[] {99}, new long[1]);
    Journal.after(one, "absent", Journal.read(one, "absent"))
        .write(new Generation("shop", 1, 0, 0, List.of(new Tally(absent, "gone", 3, 44, sums))));

    assertThat(inspect(data)).isZero();

    assertThat(output())
        .contains(residue + ": set aside; no part of it counts as confirmed")
        .contains(published + ": set aside; the cluster has confirmed it")
        .contains("journal.new: in the making")
        .contains("identity " + absent + ", node gone, incarnation 3, sequence 44: 1 counters, 99");
  }

  @Test
  void manyCounters_areListedByHeight_andAllOnlyWhenAsked() throws IOException {
    Path two = Files.createDirectories(data.resolve("shop/2"));
    Buckets buckets = buckets(two);
    for (int i = 1; i <= 60; i++) {
      buckets.counter("c" + i).add(i);
    }

    assertThat(inspect(two)).isZero();
    assertThat(output()).contains("c60 = 60", "c41 = 41", "… and 41 more").doesNotContain("c40 =");
    assertThat(inspect(two, "--all")).isZero();
    assertThat(output()).contains("c1 = 1 ").doesNotContain("more;");
  }

  @Test
  void anyFlippedBitOfAJournal_isNamed_withTheChecksum() throws IOException {
    Path file = one.resolve("journal-0.db");
    flip(file, (int) Files.size(file) / 2);

    assertThat(inspect(data)).isEqualTo(Inspect.DAMAGED);

    assertThat(output())
        .containsPattern(
            "journal-0.db: damaged: the checksum behind the table is wrong: the file says [0-9a-f]{8},"
                + " and its content gives [0-9a-f]{8}")
        .contains("3 files in 1 directory:")
        .contains("journal-1.db: sound");
  }

  @Test
  void corruptFileSetAside_truncatedAndEmptyOnes_areNamed() throws IOException {
    byte[] sound = Files.readAllBytes(one.resolve("journal-0.db"));
    Files.write(one.resolve("journal-0.db.corrupt-123"), Arrays.copyOf(sound, 100));
    Files.write(one.resolve("absent-0.db"), new byte[0]);

    assertThat(inspect(data)).isEqualTo(Inspect.DAMAGED);

    assertThat(output())
        .contains("journal-0.db.corrupt-123: set aside: the checksum behind the table is wrong")
        .contains("absent-0.db: damaged: it is empty");
  }

  @Test
  void damageOfABucketFile_isNamed_eachPlace() throws IOException {
    Path file = one.resolve("buckets.dat");
    byte[] sound = Files.readAllBytes(file);

    flip(file, 50);
    assertThat(inspect(data)).isEqualTo(Inspect.DAMAGED);
    assertThat(output()).contains("buckets.dat: damaged: its header's checksum is wrong");

    Files.write(file, sound);
    flip(file, 4096 + 264 + 8);
    assertThat(inspect(data)).isEqualTo(Inspect.DAMAGED);
    assertThat(output())
        .contains("damaged: the checksum of the name of counter 1 is wrong")
        .contains("damaged: it holds less than its journal")
        .contains("takes a fresh identity, and publishes this one: it is damaged");

    Files.write(file, Arrays.copyOf(sound, sound.length - 4096));
    assertThat(inspect(data)).isEqualTo(Inspect.DAMAGED);
    assertThat(output()).contains("instead of " + sound.length);

    Files.write(file, Arrays.copyOf(sound, sound.length + 1));
    assertThat(inspect(data)).isEqualTo(Inspect.DAMAGED);
    assertThat(output()).contains("damaged: it has " + (sound.length + 1) + " bytes");
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void newerBucketFile_isLeftAlone_andIsNoDamage() throws IOException {
    try (FileChannel channel =
        FileChannel.open(one.resolve("buckets.dat"), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {9}), 8);
    }

    assertThat(inspect(data)).isEqualTo(Inspect.SOUND);

    assertThat(output()).contains("note: ", "it has format 9, newer than 1");
  }

  @Test
  void directoryInUse_isReadWhileItIsCountedIn() throws IOException {
    assumeThat(Path.of("/proc/locks")).isReadable();
    try (FileChannel channel = FileChannel.open(one.resolve("lock"), StandardOpenOption.WRITE)) {
      assertThat(channel.tryLock()).isNotNull();

      assertThat(inspect(data)).isZero();

      assertThat(output()).contains(one + ": in use");
      assertThat(channel.isOpen()).isTrue();
      assertThat(Holder.of(one.resolve("lock"))).as("the lock is still held").startsWith("in use");
    }
    assertThat(inspect(data)).isZero();
    assertThat(output()).contains(one + ": not in use");
  }

  @Test
  void nothingIsEverWritten_alsoWhereItIsForbidden() throws IOException {
    Files.createDirectory(one.resolve("residue-1-1"));
    buckets(one.resolve("residue-1-1"));
    flip(one.resolve("journal-1.db"), 200);
    Map<Path, String> before = tree();
    try {
      forbid(true);
      assertThat(inspect(data)).isEqualTo(Inspect.DAMAGED);
      assertThat(inspect(data, "--all")).isEqualTo(Inspect.DAMAGED);
    } finally {
      forbid(false);
    }
    assertThat(tree()).isEqualTo(before);
  }

  private void forbid(boolean forbidden) throws IOException {
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.toList()) {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path);
        if (forbidden) {
          rights.remove(PosixFilePermission.OWNER_WRITE);
        } else {
          rights.add(PosixFilePermission.OWNER_WRITE);
        }
        Files.setPosixFilePermissions(path, rights);
      }
    }
  }

  /** Each file with its size, its times of change but not of access, and its content. */
  private Map<Path, String> tree() throws IOException {
    Map<Path, String> tree = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.toList()) {
        BasicFileAttributes about = Files.readAttributes(path, BasicFileAttributes.class);
        String content =
            about.isRegularFile()
                ? Integer.toString(Arrays.hashCode(Files.readAllBytes(path)))
                : "";
        tree.put(path, about.size() + " " + about.lastModifiedTime() + " " + content);
      }
    }
    return tree;
  }

  @Test
  void hostileNameInAFile_doesNotSteerTheTerminal() throws IOException {
    Sums sums = Sums.of(new String[] {"a\u001b[2Jb"}, new long[] {1}, new long[1]);
    Path two = Files.createDirectories(data.resolve("shop/2"));
    Journal.after(two, "journal", Journal.read(two, "journal"))
        .write(
            new Generation("sh\u0007op", 1, 0, 0, List.of(new Tally(identity, "\r", 1, 1, sums))));

    assertThat(inspect(two)).isZero();

    assertThat(output().lines().toList()).noneMatch(line -> line.matches(".*\\p{Cntrl}.*"));
  }

  @Test
  void helpAndWrongArguments() throws IOException {
    assertThat(run(List.of("--help"))).isZero();
    assertThat(output()).contains("usage: ", "exit codes");
    for (List<String> wrong :
        List.<List<String>>of(
            List.of(), List.of("inspect"), List.of("inspect", "--some"), List.of("show", "x"))) {
      assertThat(run(wrong)).as(wrong.toString()).isEqualTo(Inspect.USAGE);
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage: ");
    assertThat(inspect(data.resolve("nowhere"))).isEqualTo(Inspect.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("is no directory");
    assertThat(inspect(Files.createDirectory(data.resolve("empty")))).isEqualTo(Inspect.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no files of Footfall");
  }
}
