package io.footfall.infinispan;

import java.util.Arrays;
import java.util.Objects;
import org.infinispan.protostream.annotations.Proto;
import org.jspecify.annotations.Nullable;

/**
 * All that an identity has counted and who it was, in one compact entry: what is left of it when
 * its process has been gone for long. It takes the place of its {@link Block}s and its {@link
 * NodeInfo}, and may lie beside them; whoever reads takes the higher of each sum. Immutable.
 *
 * <p>The order of the components is the order of the field numbers: new ones go to the end.
 *
 * @param name the node's display name
 * @param location where it was, or empty
 * @param url where it was reached, or empty
 * @param incarnation its last start that is known
 * @param sequence its last publication in that start that is known
 * @param content the counters, as {@link PackedCounters#toBytes} makes them; never to be changed
 */
@Proto
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString look into it.
public record Packed(
    String name, String location, String url, long incarnation, long sequence, byte[] content)
    implements Mergeable<Packed> {

  /** Reads what is missing in a decoded entry as empty. */
  public Packed {
    name = Absent.orEmpty(name);
    location = Absent.orEmpty(location);
    url = Absent.orEmpty(url);
    content = content == null ? new byte[0] : content;
  }

  /** Packs what a description and counters say. */
  public static Packed of(NodeInfo info, PackedCounters counters) {
    return new Packed(
        info.name(),
        info.location(),
        info.url(),
        info.incarnation(),
        info.sequence(),
        counters.toBytes());
  }

  /**
   * Returns the counters.
   *
   * @throws IllegalArgumentException if the content is damaged or of a later format
   */
  public PackedCounters counters() {
    return PackedCounters.fromBytes(content);
  }

  /** Returns what it says of its node; the address is empty, and there are no weights. */
  public NodeInfo info() {
    return new NodeInfo(name, location, url, "", "", incarnation, sequence, 0, java.util.List.of());
  }

  /**
   * Returns the counters of both, each with the higher of its sums, under the later description.
   * The join is idempotent; commutative and associative up to the places of counters that the two
   * list differently. Of two contents of which one cannot be read, the other stays.
   */
  @Override
  public Packed max(Packed other) {
    NodeInfo later = info().max(other.info());
    byte[] joined = content;
    if (!Arrays.equals(content, other.content)) {
      joined = joined(other);
    }
    Packed result =
        new Packed(
            later.name(),
            later.location(),
            later.url(),
            later.incarnation(),
            later.sequence(),
            joined);
    return result.equals(this) ? this : result;
  }

  private byte[] joined(Packed other) {
    PackedCounters mine = readable();
    PackedCounters theirs = other.readable();
    if (mine == null || theirs == null) {
      return mine == null && theirs != null ? other.content : content;
    }
    return mine.max(theirs).toBytes();
  }

  private @Nullable PackedCounters readable() {
    try {
      return counters();
    } catch (IllegalArgumentException e) {
      return null; // A merge must not fail; the sums are in the journals of the owners.
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
        && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, incarnation, sequence, Arrays.hashCode(content));
  }

  @Override
  public String toString() {
    return "Packed[name=%s, incarnation=%d, sequence=%d, %d bytes]"
        .formatted(name, incarnation, sequence, content.length);
  }
}
