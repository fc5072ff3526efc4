package io.footfall.infinispan;

/** A record that a class loader of its own loads. */
public record LastRecord(Part part, int number) {

  /** A component whose type is of that loader too. */
  public record Part(String text) {}

  /** Compares, hashes and prints, as a library does that keeps records in a map. */
  public static void use() {
    LastRecord one = new LastRecord(new Part("x"), 1);
    LastRecord other = new LastRecord(new Part("x"), 1);
    if (!one.equals(other)
        || one.hashCode() != other.hashCode()
        || !one.toString().equals(other.toString())) {
      throw new IllegalStateException(one + " is not " + other);
    }
  }
}
