package io.footfall.infinispan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.infinispan.protostream.annotations.Proto;
import org.jspecify.annotations.Nullable;

/**
 * All that an identity has counted, also over time, and who it was, in one compact entry: what is
 * left of it when its process has been gone for long. It takes the place of its {@link Block}s,
 * {@link SlotHeads}, {@link SlotChunk}s and its {@link NodeInfo}, and may lie beside them; whoever
 * reads takes the higher of each sum and the later of each slot. Immutable.
 *
 * <p>The order of the components is the order of the field numbers: new ones go to the end.
 *
 * @param name the node's display name
 * @param location where it was, or empty
 * @param url where it was reached, or empty
 * @param incarnation its last start that is known
 * @param sequence its last publication in that start that is known
 * @param content the counters, as {@link PackedCounters#toBytes} makes them; never to be changed
 * @param history the time slots, as {@link PackedSlots#toBytes} makes them; never to be changed
 */
@Proto
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString look into it.
public record Packed(
    String name,
    String location,
    String url,
    long incarnation,
    long sequence,
    byte[] content,
    byte[] history)
    implements Mergeable<Packed> {

  /** Reads what is missing in a decoded entry as empty. */
  public Packed {
    name = Absent.orEmpty(name);
    location = Absent.orEmpty(location);
    url = Absent.orEmpty(url);
    content = content == null ? new byte[0] : content;
    history = history == null ? new byte[0] : history;
  }

  /** Packs what a description, counters and time slots say. */
  public static Packed of(NodeInfo info, PackedCounters counters, PackedSlots slots) {
    return new Packed(
        info.name(),
        info.location(),
        info.url(),
        info.incarnation(),
        info.sequence(),
        counters.toBytes(),
        slots.toBytes());
  }

  /**
   * Returns the counters.
   *
   * @throws IllegalArgumentException if the content is damaged or of a later format
   */
  public PackedCounters counters() {
    return PackedCounters.fromBytes(content);
  }

  /**
   * Returns the time slots.
   *
   * @throws IllegalArgumentException if they are damaged or of a later format
   */
  public PackedSlots slots() {
    return PackedSlots.fromBytes(history);
  }

  /**
   * Returns a number, other than 0, that is another one for every other entry but by a chance of
   * one in 2^64.
   */
  public long mark() {
    byte[] head =
        (name + '\n' + location + '\n' + url + '\n' + incarnation + '\n' + sequence)
            .getBytes(StandardCharsets.UTF_8);
    CRC32C first = new CRC32C();
    CRC32 second = new CRC32();
    for (byte[] part : new byte[][] {head, content, history}) {
      first.update(part);
      second.update(part);
    }
    long mark = (first.getValue() << Integer.SIZE) | second.getValue();
    return mark == 0 ? 1 : mark;
  }

  /** Returns what it says of its node; the address is empty, and there are no weights. */
  public NodeInfo info() {
    return new NodeInfo(name, location, url, "", "", incarnation, sequence, 0, List.of());
  }

  /**
   * Returns the counters of both, each with the higher of its sums, and the slots of both, under
   * the later description. The join is idempotent; commutative and associative up to the places of
   * counters that the two list differently. Of two contents, or two histories, of which one cannot
   * be read, the other stays.
   */
  @Override
  public Packed max(Packed other) {
    NodeInfo later = info().max(other.info());
    Packed result =
        new Packed(
            later.name(),
            later.location(),
            later.url(),
            later.incarnation(),
            later.sequence(),
            joined(
                content,
                other.content,
                PackedCounters::fromBytes,
                PackedCounters::max,
                PackedCounters::toBytes),
            joined(
                history,
                other.history,
                PackedSlots::fromBytes,
                PackedSlots::max,
                PackedSlots::toBytes));
    return result.equals(this) ? this : result;
  }

  private static <T> byte[] joined(
      byte[] mine,
      byte[] theirs,
      Function<byte[], T> reader,
      BinaryOperator<T> max,
      Function<T, byte[]> writer) {
    if (Arrays.equals(mine, theirs)) {
      return mine;
    }
    T first = readable(mine, reader);
    T second = readable(theirs, reader);
    if (first == null || second == null) {
      return first == null && second != null ? theirs : mine;
    }
    return writer.apply(max.apply(first, second));
  }

  private static <T> @Nullable T readable(byte[] bytes, Function<byte[], T> reader) {
    try {
      return reader.apply(bytes);
    } catch (IllegalArgumentException e) {
      return null; // A merge must not fail; what was counted is in the journals of the owners.
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Packed that
        && incarnation == that.incarnation
        && sequence == that.sequence
        && name.equals(that.name)
        && location.equals(that.location)
        && url.equals(that.url)
        && Arrays.equals(content, that.content)
        && Arrays.equals(history, that.history);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        name, incarnation, sequence, Arrays.hashCode(content), Arrays.hashCode(history));
  }

  @Override
  public String toString() {
    return "Packed[name=%s, incarnation=%d, sequence=%d, %d and %d bytes]"
        .formatted(name, incarnation, sequence, content.length, history.length);
  }
}
