package io.footfall;

import java.time.Duration;

/**
 * One identity that contributes to the counts: a running process, or one that is gone.
 *
 * @param identity 32 hexadecimal digits, unique to one process at a time
 * @param name the display name, from the setting {@code node}
 * @param location the setting {@code location} as that node has it, or empty
 * @param url the setting {@code url} as that node has it, or empty
 * @param self whether this is the process that answers
 * @param present whether it is in the cluster now, as this node sees it
 * @param incarnation how often a process has started under this identity
 * @param sequence the number of its last publication known here; with the incarnation it orders
 *     what one identity published
 * @param requests its own part of the counter {@code requests}
 * @param age the time since its sequence was last seen to advance, on this node's monotonic clock;
 *     zero for this process
 */
public record Node(
    String identity,
    String name,
    String location,
    String url,
    boolean self,
    boolean present,
    long incarnation,
    long sequence,
    long requests,
    Duration age) {}
