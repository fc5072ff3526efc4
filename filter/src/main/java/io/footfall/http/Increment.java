package io.footfall.http;

/**
 * One amount for one counter, found sound.
 *
 * @param key the counter's name, one that applications may use
 * @param value from −1,000,000,000 to 1,000,000,000
 */
record Increment(String key, long value) {}
