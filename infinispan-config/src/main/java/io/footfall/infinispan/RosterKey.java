package io.footfall.infinispan;

import org.infinispan.protostream.annotations.Proto;

/**
 * The key of a {@link Roster}. All rosters lie in one segment, whatever their part.
 *
 * @param part which part of the roster; 0 where there is only one
 */
@Proto
public record RosterKey(int part) {}
