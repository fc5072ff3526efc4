package io.footfall.benchmarks;

import org.infinispan.protostream.GeneratedSchema;
import org.infinispan.protostream.annotations.ProtoSchema;
import org.infinispan.protostream.annotations.ProtoSyntax;

/** The schema of {@link PerCounter}; the annotation processor writes its implementation. */
@ProtoSchema(
    includeClasses = {PerCounter.CounterKey.class, PerCounter.CounterSums.class},
    schemaFileName = "footfall-per-counter.proto",
    schemaFilePath = "io/footfall/benchmarks",
    schemaPackageName = "footfall.benchmarks",
    syntax = ProtoSyntax.PROTO2,
    service = false)
public interface PerCounterSchema extends GeneratedSchema {}
