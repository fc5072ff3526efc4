package io.footfall.count;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Under which sums are kept: 128 random bits that one process writes.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record Identity(long high, long low) {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new identity, never all zeros, so that it differs from a page of zeros on a disk. */
  public static Identity fresh() {
    return fresh(RANDOM);
  }

  /** A new identity from a source of chance that nobody else draws the same from. */
  public static Identity fresh(RandomGenerator random) {
    long high = random.nextLong();
    return new Identity(high == 0 ? 1 : high, random.nextLong());
  }

  /** Reads the form that {@link #toString} writes; null if the text is not of that form. */
  public static @Nullable Identity parse(String text) {
    if (text.length() != 32) {
      return null;
    }
    try {
      return new Identity(
          HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    } catch (IllegalArgumentException notHexadecimal) {
      return null;
    }
  }

  /** 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
