package io.footfall.journal;

import io.footfall.count.Identity;
import io.footfall.count.LogRow;
import io.footfall.count.Ring;
import io.footfall.count.Rings;
import io.footfall.count.Slot;
import io.footfall.count.Sums;
import io.footfall.count.Tally;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.mapdb.Serializer;
import org.mapdb.SortedTableMap;
import org.mapdb.volume.ByteArrayVol;
import org.mapdb.volume.SingleByteArrayVol;

/**
 * One whole state, as it is written down: the tallies of one or more identities.
 *
 * <p>Stored as a MapDB {@code SortedTableMap} of numbered records. A tally is a record with its
 * identity, followed by one record per named counter, and by those of its rings. The footer stands
 * under the highest key; it counts the records and carries the CRC32C of all of them and of itself,
 * because MapDB does not check what such a table contains. Records begin with their kind, and a
 * reader passes over kinds that it does not know.
 *
 * <p>Behind the table stands the CRC32C of the whole of it, in every format to come as well: MapDB
 * is only given what was written, for a single wrong bit in its own structure can make it ask for
 * gigabytes of the host's memory.
 *
 * @param cluster the name of the cluster that the counts are for
 * @param sequence orders the generations of one journal
 * @param wallMillis when it was made, for showing only
 * @param committed how much of the first tally the cluster had confirmed by then (increments plus
 *     decrements), for showing only
 * @param tallies what is kept
 * @param rows what the event log has not confirmed
 */
public record Generation(
    String cluster,
    long sequence,
    long wallMillis,
    long committed,
    List<Tally> tallies,
    List<LogRow> rows) {

  /** The newest form of content that this version writes and reads. */
  static final int VERSION = 1;

  private static final int PAGE_BYTES = 16 * 1024;
  private static final int SLICE_SHIFT = 14;
  private static final int NODE_RECORDS = 32;
  private static final long FOOTER_KEY = Long.MAX_VALUE;
  static final byte KIND_TALLY = 1;
  static final byte KIND_SUM = 2;
  static final byte KIND_RING = 3;
  static final byte KIND_LOG_ROW = 16;

  /** Copies the lists. */
  public Generation {
    tallies = List.copyOf(tallies);
    rows = List.copyOf(rows);
  }

  /** A state that has no rows of the event log. */
  public Generation(
      String cluster, long sequence, long wallMillis, long committed, List<Tally> tallies) {
    this(cluster, sequence, wallMillis, committed, tallies, List.of());
  }

  /** Why a file could not be read as a generation. */
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1;

    final boolean newer;

    Damaged(String message, boolean newer, @Nullable Throwable cause) {
      super(message, cause);
      this.newer = newer;
    }
  }

  /** The bytes of the file. */
  byte[] toBytes() throws IOException {
    ByteArrayVol volume = new ByteArrayVol(SLICE_SHIFT, 0);
    SortedTableMap.Sink<Long, byte[]> sink =
        SortedTableMap.Companion.create(volume, Serializer.LONG, Serializer.BYTE_ARRAY)
            .pageSize(PAGE_BYTES)
            .nodeSize(NODE_RECORDS)
            .createFromSink();
    Records records = new Records(sink);
    for (Tally tally : tallies) {
      records.put(
          out -> {
            out.writeByte(KIND_TALLY);
            out.writeLong(tally.identity().high());
            out.writeLong(tally.identity().low());
            out.writeLong(tally.incarnation());
            out.writeLong(tally.sequence());
            out.writeUTF(tally.node());
          });
      Sums sums = tally.sums();
      for (int i = 0; i < sums.size(); i++) {
        String name = sums.name(i);
        if (name != null) {
          int index = i;
          records.put(
              out -> {
                out.writeByte(KIND_SUM);
                out.writeInt(index);
                out.writeLong(sums.increments(index));
                out.writeLong(sums.decrements(index));
                out.writeUTF(name);
              });
        }
      }
      for (Ring ring : tally.rings().all()) {
        for (List<Slot> slots : RingRecord.pieces(ring)) {
          records.put(
              out -> {
                out.writeByte(KIND_RING);
                RingRecord.write(out, ring, slots);
              });
        }
      }
    }
    for (LogRow row : rows) {
      records.put(
          out -> {
            out.writeByte(KIND_LOG_ROW);
            out.writeLong(row.identity().high());
            out.writeLong(row.identity().low());
            out.writeLong(row.slotStart());
            out.writeInt(row.slotSeconds());
            out.writeLong(row.increments());
            out.writeLong(row.decrements());
            out.writeUTF(row.counter());
          });
    }
    records.putFooter(
        out -> {
          out.writeLong(sequence);
          out.writeLong(wallMillis);
          out.writeLong(committed);
          out.writeUTF(cluster);
        });
    sink.create();
    int length = (int) volume.length();
    byte[] bytes = new byte[length + Integer.BYTES];
    int slice = volume.sliceSize();
    for (int at = 0; at < length; at += slice) {
      volume.getData(at, bytes, at, Math.min(slice, length - at));
    }
    ByteBuffer.wrap(bytes).putInt(length, crc(bytes, length));
    return bytes;
  }

  /**
   * Reads the bytes of a file.
   *
   * @throws Damaged if they are not, to the last bit, what {@link #toBytes} made
   * @throws IOException if nothing is known against them, and they cannot be read all the same
   */
  static Generation fromBytes(byte[] bytes) throws Damaged, IOException {
    int length = bytes.length - Integer.BYTES;
    if (length <= 0) {
      throw new Damaged("it is empty", false, null);
    }
    if (ByteBuffer.wrap(bytes).getInt(length) != crc(bytes, length)) {
      throw new Damaged("its checksum is wrong", false, null);
    }
    try {
      return parse(Arrays.copyOf(bytes, length));
    } catch (Damaged e) {
      throw e;
    } catch (LinkageError | VirtualMachineError e) {
      // MapDB's JARs are missing, or memory is: the file is not to blame, and must not be set
      // aside.
      throw new IOException("a generation of the journal could not be read: " + e, e);
    } catch (Throwable e) {
      // MapDB meets what it does not know with anything from IndexOutOfBoundsException to
      // AssertionError.
      throw new Damaged("it cannot be read (" + e + ")", false, e);
    }
  }

  private static Generation parse(byte[] bytes) throws Damaged, IOException {
    SortedTableMap<Long, byte[]> table =
        SortedTableMap.Companion.open(
            new SingleByteArrayVol(bytes), Serializer.LONG, Serializer.BYTE_ARRAY);
    byte[] footer = table.get(FOOTER_KEY);
    if (footer == null || footer.length < Integer.BYTES * 2) {
      throw new Damaged("it has no footer", false, null);
    }
    CRC32C crc = new CRC32C();
    List<byte[]> records = new ArrayList<>();
    for (Map.Entry<Long, byte[]> entry : table.entrySet()) {
      if (entry.getKey() != FOOTER_KEY) {
        crc.update(entry.getValue());
        records.add(entry.getValue());
      }
    }
    crc.update(footer, 0, footer.length - Integer.BYTES);
    DataInputStream end = input(Arrays.copyOfRange(footer, footer.length - 4, footer.length));
    if (end.readInt() != (int) crc.getValue()) {
      throw new Damaged("its checksum is wrong", false, null);
    }
    DataInputStream in = input(footer);
    int version = in.readInt();
    if (version > VERSION) {
      throw new Damaged(
          "it has format %d, newer than %d, the newest that this version of Footfall knows"
              .formatted(version, VERSION),
          true,
          null);
    }
    int count = in.readInt();
    if (count != records.size()) {
      throw new Damaged(
          "it has %d records instead of %d".formatted(records.size(), count), false, null);
    }
    long sequence = in.readLong();
    long wallMillis = in.readLong();
    long committed = in.readLong();
    String cluster = in.readUTF();
    return new Generation(
        cluster, sequence, wallMillis, committed, tallies(records), rows(records));
  }

  private static List<Tally> tallies(List<byte[]> records) throws IOException {
    List<Tally> tallies = new ArrayList<>();
    Growing sums = new Growing();
    Tally open = null;
    for (byte[] bytes : records) {
      DataInputStream in = input(bytes);
      switch (in.readByte()) {
        case KIND_TALLY -> {
          if (open != null) {
            tallies.add(sums.closing(open));
          }
          Identity identity = new Identity(in.readLong(), in.readLong());
          long incarnation = in.readLong();
          long sequence = in.readLong();
          open = new Tally(identity, in.readUTF(), incarnation, sequence, Sums.none());
          sums = new Growing();
        }
        case KIND_SUM -> {
          int index = in.readInt();
          long increments = in.readLong();
          long decrements = in.readLong();
          sums.put(index, in.readUTF(), increments, decrements);
        }
        case KIND_RING -> {
          Ring ring = RingRecord.read(in);
          if (ring != null) {
            sums.put(ring);
          }
        }
        default -> {
          // A kind that a later version added to this format: not needed to know the sums.
        }
      }
    }
    if (open != null) {
      tallies.add(sums.closing(open));
    }
    return tallies;
  }

  private static List<LogRow> rows(List<byte[]> records) throws IOException {
    List<LogRow> rows = new ArrayList<>();
    for (byte[] bytes : records) {
      if (bytes[0] == KIND_LOG_ROW) {
        DataInputStream in = input(bytes);
        in.readByte();
        Identity identity = new Identity(in.readLong(), in.readLong());
        long slotStart = in.readLong();
        int slotSeconds = in.readInt();
        long increments = in.readLong();
        long decrements = in.readLong();
        rows.add(
            new LogRow(identity, in.readUTF(), slotStart, slotSeconds, increments, decrements));
      }
    }
    return rows;
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static DataInputStream input(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(DataOutputStream out) throws IOException;
  }

  /** Numbers the records, and sums them up for the footer. */
  private static final class Records {
    private final SortedTableMap.Sink<Long, byte[]> sink;
    private final CRC32C crc = new CRC32C();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private int count;

    Records(SortedTableMap.Sink<Long, byte[]> sink) {
      this.sink = sink;
    }

    void put(Content content) throws IOException {
      buffer.reset();
      content.writeTo(new DataOutputStream(buffer));
      byte[] bytes = buffer.toByteArray();
      crc.update(bytes);
      sink.put((long) count++, bytes);
    }

    void putFooter(Content content) throws IOException {
      buffer.reset();
      DataOutputStream out = new DataOutputStream(buffer);
      out.writeInt(VERSION);
      out.writeInt(count);
      content.writeTo(out);
      crc.update(buffer.toByteArray());
      out.writeInt((int) crc.getValue());
      sink.put(FOOTER_KEY, buffer.toByteArray());
    }
  }

  /** Sums by index, and rings, while they are read. */
  private static final class Growing {
    private @Nullable String[] names = new String[64];
    private long[] increments = new long[64];
    private long[] decrements = new long[64];
    private int size;
    private Rings rings = Rings.none();

    void put(Ring piece) {
      Ring known = rings.ring(piece.counter(), piece.tier().seconds());
      rings = rings.with(known == null ? piece : known.max(piece));
    }

    void put(int index, String name, long increment, long decrement) {
      if (index >= names.length) {
        int length = Math.max(names.length * 2, index + 1);
        names = Arrays.copyOf(names, length);
        increments = Arrays.copyOf(increments, length);
        decrements = Arrays.copyOf(decrements, length);
      }
      names[index] = name;
      increments[index] = increment;
      decrements[index] = decrement;
      size = Math.max(size, index + 1);
    }

    Tally closing(Tally open) {
      Sums sums =
          Sums.of(
              Arrays.copyOf(names, size),
              Arrays.copyOf(increments, size),
              Arrays.copyOf(decrements, size));
      return new Tally(
          open.identity(), open.node(), open.incarnation(), open.sequence(), sums, rings);
    }
  }
}
