package io.footfall.journal;

import java.io.DataOutputStream;
import java.nio.file.Path;

/** Writes generations and acknowledges each, until it is killed. */
final class WritingVictim {

  private WritingVictim() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Journal journal = Journal.after(directory, "journal", Journal.open(directory, "journal", 1));
    DataOutputStream out = new DataOutputStream(System.out);
    while (true) {
      long sequence = journal.nextSequence();
      journal.write(Generations.numbered(sequence));
      out.writeLong(sequence);
    }
  }
}
