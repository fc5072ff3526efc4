package io.footfall.journal;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.mapdb.Serializer;
import org.mapdb.SortedTableMap;
import org.mapdb.volume.SingleByteArrayVol;

/**
 * All that one journal file says, for people who look at it. Reading changes nothing.
 *
 * @param bytes the file's size
 * @param generation what it holds, or null if it cannot be read
 * @param format the version of its form; zero if it cannot be read
 * @param records how many records it has of each kind, by the kind's number
 * @param problem why it cannot be read, as part of a sentence, or null if it can
 * @param newer whether it is sound and of a newer version of Footfall
 */
public record GenerationReport(
    long bytes,
    @Nullable Generation generation,
    int format,
    Map<Integer, Integer> records,
    @Nullable String problem,
    boolean newer) {

  private static final long FOOTER_KEY = Long.MAX_VALUE;

  /** Copies the map. */
  public GenerationReport {
    records = new TreeMap<>(records);
  }

  /**
   * Reads a file, whatever it is.
   *
   * @throws IOException if the file cannot be read, or MapDB's JARs are missing
   */
  public static GenerationReport read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      Generation generation = Generation.fromBytes(bytes);
      Map<Integer, Integer> records = new TreeMap<>();
      int format = 0;
      for (Map.Entry<Long, byte[]> entry : table(bytes).entrySet()) {
        if (entry.getKey() == FOOTER_KEY) {
          format = new DataInputStream(new ByteArrayInputStream(entry.getValue())).readInt();
        } else {
          records.merge((int) entry.getValue()[0], 1, Integer::sum);
        }
      }
      return new GenerationReport(bytes.length, generation, format, records, null, false);
    } catch (Generation.Damaged e) {
      return new GenerationReport(bytes.length, null, 0, Map.of(), reason(bytes, e), e.newer);
    }
  }

  /** Which of the two checksums it is. */
  private static String reason(byte[] bytes, Generation.Damaged damaged) {
    String message = String.valueOf(damaged.getMessage());
    int length = bytes.length - Integer.BYTES;
    if (length <= 0 || !message.contains("checksum")) {
      return message;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    int stored = ByteBuffer.wrap(bytes).getInt(length);
    return stored == (int) crc.getValue()
        ? "the footer's checksum of the records is wrong"
        : "the checksum behind the table is wrong: the file says %08x, and its content gives %08x"
            .formatted(stored, (int) crc.getValue());
  }

  private static SortedTableMap<Long, byte[]> table(byte[] bytes) {
    return SortedTableMap.Companion.open(
        new SingleByteArrayVol(Arrays.copyOf(bytes, bytes.length - Integer.BYTES)),
        Serializer.LONG,
        Serializer.BYTE_ARRAY);
  }

  /** What a kind of record is, as in "sums"; null for a kind that this version does not know. */
  public static @Nullable String nameOf(int kind) {
    return switch (kind) {
      case Generation.KIND_TALLY -> "tallies";
      case Generation.KIND_SUM -> "sums";
      case Generation.KIND_RING -> "pieces of rings";
      case Generation.KIND_LOG_ROW -> "rows of the event log";
      default -> null;
    };
  }
}
