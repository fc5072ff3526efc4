package io.footfall.count;

import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts in a mapped file and says so after each count, until it is killed. */
final class CountingVictim {

  /** A new name comes into use with each of so many counts. */
  static final int COUNTS_PER_NAME = 50;

  static final BucketFile.Terms TERMS = new BucketFile.Terms("c", "boot", 1, 2, 4096);

  private CountingVictim() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Buckets buckets =
        Files.exists(directory.resolve(BucketFile.NAME))
            ? BucketFile.reopen(directory, TERMS)
            : BucketFile.create(directory, TERMS, Clock.SYSTEM);
    DataOutputStream out = new DataOutputStream(System.out);
    long counted = 0;
    while (true) {
      buckets.counter("requests").increment();
      buckets.counter("away").add(-1);
      counted++;
      buckets.counter("n" + counted / COUNTS_PER_NAME % 4000).increment();
      out.writeLong(counted);
    }
  }
}
