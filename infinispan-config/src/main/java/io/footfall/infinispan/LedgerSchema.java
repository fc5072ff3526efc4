package io.footfall.infinispan;

import org.infinispan.protostream.GeneratedSchema;
import org.infinispan.protostream.annotations.ProtoSchema;
import org.infinispan.protostream.annotations.ProtoSyntax;

/**
 * The ProtoStream schema of the ledger's entries; the annotation processor writes {@code
 * LedgerSchemaImpl}, which {@code infinispan.xml} names.
 *
 * <p>The syntax is proto2, because with proto3 the generated decoders of ProtoStream 6.0.7 read an
 * empty list as a list of one default value.
 *
 * <p>Field numbers are never changed or used again; a decoder skips fields that it does not know.
 */
@ProtoSchema(
    includeClasses = {
      EntryKey.class,
      Block.class,
      NodeKey.class,
      NodeInfo.class,
      RosterKey.class,
      Roster.class,
      SlotState.class,
      SlotChunk.class,
      SlotHead.class,
      SlotHeads.class,
      PackedKey.class,
      Packed.class
    },
    schemaFileName = "footfall-ledger.proto",
    schemaFilePath = "io/footfall/infinispan",
    schemaPackageName = "footfall",
    syntax = ProtoSyntax.PROTO2,
    service = false)
public interface LedgerSchema extends GeneratedSchema {}
