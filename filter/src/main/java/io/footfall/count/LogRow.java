package io.footfall.count;

/**
 * One row of the event log: what a counter of an identity stood at when a slot ended. The sums are
 * those since the identity began, not those of the slot, so a row may be written twice or late, and
 * one that is left out costs resolution and no count.
 *
 * @param identity who counted
 * @param counter the counter's name
 * @param slotStart when the slot began, in seconds since 1970-01-01T00:00Z
 * @param slotSeconds how long the slot is, in seconds
 * @param increments the sum of all increments by the slot's end
 * @param decrements the sum of all decrements by the slot's end
 */
public record LogRow(
    Identity identity,
    String counter,
    long slotStart,
    int slotSeconds,
    long increments,
    long decrements) {}
