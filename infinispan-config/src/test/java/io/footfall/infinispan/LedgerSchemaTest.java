package io.footfall.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerSchemaTest {
  private final SerializationContext context = ProtobufUtil.newSerializationContext();

  @BeforeEach
  void register() {
    LedgerSchema schema = new LedgerSchemaImpl();
    schema.registerSchema(context);
    schema.registerMarshallers(context);
  }

  static Stream<Object> entries() {
    return Stream.of(
        new EntryKey("0123456789abcdef0123456789abcdef", 1023, 3, -1L),
        EntryKey.sums("", 0),
        new Block(List.of("requests", "", "ü"), List.of(1L, 0L, 1L << 62), List.of(0L, 7L, -1L)),
        new Block(List.of(), List.of(), List.of()),
        new NodeKey("a"),
        new NodeInfo("n", "1,2,x", "http://x", "a-1", "0.1", 3, 4, 5, List.of(6L, Long.MIN_VALUE)),
        new NodeInfo("", "", "", "", "", 0, 0, 0, List.of()),
        new RosterKey(2),
        new Roster(Set.of("a", "b")),
        new Roster(Set.of("a", "b"), List.of(0L, -9L)),
        new PackedKey("a"),
        new Packed("n", "1,2,x", "http://x", 3, 4, new byte[] {1, -1, 0}, new byte[] {1, 2}),
        new Packed("", "", "", 0, 0, new byte[0], new byte[0]),
        new Roster(Set.of()),
        new SlotState(0, 0, 0, 0, 0, 0),
        new SlotChunk(3, List.of(new SlotState(96, 1_700_000_000, 1, 2, Long.MAX_VALUE, 4))),
        new SlotChunk(0, List.of()),
        new SlotHeads(
            List.of(new SlotHead("requests", 2, 10, 360, new SlotState(7, 60, 1, 0, 2, 0)))),
        new SlotHeads(List.of()));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everyTypeSurvivesEncodingAndDecoding(Object entry) throws IOException {
    byte[] bytes = ProtobufUtil.toWrappedByteArray(context, entry);

    assertThat(ProtobufUtil.<Object>fromWrappedByteArray(context, bytes)).isEqualTo(entry);
  }

  @Test
  void decode_fieldOfALaterVersion_isIgnored() throws IOException {
    NodeKey key = new NodeKey("a");
    byte[] later = append(ProtobufUtil.toByteArray(context, key), 0x98, 0x06, 0x2a); // field 99

    assertThat(ProtobufUtil.fromByteArray(context, later, NodeKey.class)).isEqualTo(key);
  }

  @Test
  void decode_emptyMessage_hasEmptyFields() throws IOException {
    assertThat(ProtobufUtil.fromByteArray(context, new byte[0], NodeInfo.class))
        .isEqualTo(new NodeInfo("", "", "", "", "", 0, 0, 0, List.of()));
    assertThat(ProtobufUtil.fromByteArray(context, new byte[0], EntryKey.class))
        .isEqualTo(new EntryKey("", 0, 0, 0));
  }

  @Test
  void decode_blockWithMoreNamesThanSums_isRefused() throws IOException {
    Block block = new Block(List.of("a"), List.of(1L), List.of(2L));
    byte[] damaged = append(ProtobufUtil.toByteArray(context, block), 0x0a, 1, 'b');

    assertThatThrownBy(() -> ProtobufUtil.fromByteArray(context, damaged, Block.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2, 1 and 1");
  }

  /** A number that changes makes every older node read something else. */
  @Test
  void fieldNumbersAreThoseOfTheFirstRelease() {
    String schema = new LedgerSchemaImpl().getProtoFile().replaceAll("\\s+", " ");

    assertThat(schema)
        .contains(
            "message EntryKey { optional string identity = 1; optional int32 block = 2; optional int32 tier = 3; optional int64 position = 4; }",
            "message Block { repeated string names = 1; repeated int64 increments = 2; repeated int64 decrements = 3; }",
            "message NodeKey { optional string identity = 1; }",
            "message NodeInfo { optional string name = 1; optional string location = 2; optional string url = 3; optional string address = 4; optional string version = 5; optional int64 incarnation = 6; optional int64 sequence = 7; optional int64 startedMillis = 8; repeated int64 weights = 9; }",
            "message RosterKey { optional int32 part = 1; }",
            "message Roster { repeated string identities = 1; repeated int64 marks = 2; }",
            "message SlotState { optional int64 serial = 1; optional int64 start = 2; optional int64 openIncrements = 3; optional int64 openDecrements = 4; optional int64 endIncrements = 5; optional int64 endDecrements = 6; }",
            "message SlotChunk { optional int64 number = 1; repeated SlotState slots = 2; }",
            "message SlotHead { optional string counter = 1; optional int32 index = 2; optional int32 seconds = 3; optional int32 slots = 4; optional SlotState newest = 5; }",
            "message SlotHeads { repeated SlotHead heads = 1; }",
            "message PackedKey { optional string identity = 1; }",
            "message Packed { optional string name = 1; optional string location = 2; optional string url = 3; optional int64 incarnation = 4; optional int64 sequence = 5; optional bytes content = 6; optional bytes history = 7; }")
        .contains("package footfall;");
  }

  private static byte[] append(byte[] bytes, int... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes);
    for (int each : more) {
      out.write(each);
    }
    return out.toByteArray();
  }
}
