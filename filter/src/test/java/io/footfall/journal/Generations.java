package io.footfall.journal;

import io.footfall.count.Identity;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.mapdb.Serializer;
import org.mapdb.SortedTableMap;
import org.mapdb.volume.ByteArrayVol;

/** What the tests of the journal share. */
final class Generations {

  private Generations() {}

  /** A generation whose sums tell its sequence. */
  static Generation numbered(long sequence) {
    Sums sums =
        Sums.of(new String[] {"(other)", "requests"}, new long[] {0, sequence}, new long[] {0, 1});
    Tally tally = new Tally(new Identity(1, 2), "node", 3, sequence, sums);
    return new Generation("shop", sequence, sequence * 1000, sequence - 1, List.of(tally));
  }

  static long requests(Generation generation) {
    return generation.tallies().get(0).sums().of("requests").increments();
  }

  /** Everything a generation says, in a form that can be compared. */
  static List<Object> content(Generation generation) {
    return List.of(
        generation.cluster(),
        generation.sequence(),
        generation.wallMillis(),
        generation.committed(),
        generation.tallies().stream().map(Generations::content).toList());
  }

  private static List<Object> content(Tally tally) {
    Map<Integer, List<Object>> sums = new TreeMap<>();
    for (int i = 0; i < tally.sums().size(); i++) {
      String name = tally.sums().name(i);
      if (name != null) {
        sums.put(i, List.of(name, tally.sums().increments(i), tally.sums().decrements(i)));
      }
    }
    return List.of(tally.identity(), tally.node(), tally.incarnation(), tally.sequence(), sums);
  }

  /** A record as another version might write it. */
  interface Content {
    void writeTo(DataOutputStream out) throws IOException;
  }

  static byte[] record(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /** A file made by hand, with every checksum right but the footer's, which is off by an amount. */
  static byte[] file(int version, int count, int footerCrcError, List<byte[]> records)
      throws IOException {
    ByteArrayVol volume = new ByteArrayVol(14, 0);
    SortedTableMap.Sink<Long, byte[]> sink =
        SortedTableMap.Companion.create(volume, Serializer.LONG, Serializer.BYTE_ARRAY)
            .pageSize(16 * 1024)
            .nodeSize(32)
            .createFromSink();
    CRC32C crc = new CRC32C();
    for (int i = 0; i < records.size(); i++) {
      crc.update(records.get(i));
      sink.put((long) i, records.get(i));
    }
    byte[] footer =
        record(
            out -> {
              out.writeInt(version);
              out.writeInt(count);
              out.writeLong(7);
              out.writeLong(8);
              out.writeLong(9);
              out.writeUTF("shop");
            });
    crc.update(footer);
    byte[] whole = Arrays.copyOf(footer, footer.length + Integer.BYTES);
    ByteBuffer.wrap(whole).putInt(footer.length, (int) crc.getValue() + footerCrcError);
    sink.put(Long.MAX_VALUE, whole);
    sink.create();
    byte[] table = new byte[(int) volume.length()];
    for (int at = 0; at < table.length; at += volume.sliceSize()) {
      volume.getData(at, table, at, Math.min(volume.sliceSize(), table.length - at));
    }
    return sealed(table);
  }

  /** Adds the checksum of the whole. */
  static byte[] sealed(byte[] table) {
    CRC32C crc = new CRC32C();
    crc.update(table);
    byte[] file = Arrays.copyOf(table, table.length + Integer.BYTES);
    ByteBuffer.wrap(file).putInt(table.length, (int) crc.getValue());
    return file;
  }
}
