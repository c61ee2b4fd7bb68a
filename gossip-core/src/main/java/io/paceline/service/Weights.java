package io.paceline.service;

/**
 * The share of traffic of an instance, as in Consul and in the weight field of SRV records (RFC
 * 2782).
 *
 * @param passing weight while all checks pass, 0 to 65535
 * @param warning weight while the worst check is a warning, 0 to 65535
 */
public record Weights(int passing, int warning) {
  /** One for either state: Consul's default. */
  public static final Weights DEFAULT = new Weights(1, 1);

  public Weights {
    require("passing", passing);
    require("warning", warning);
  }

  private static void require(String name, int weight) {
    if (weight < 0 || weight > 65_535) {
      throw new IllegalArgumentException(name + " weight (" + weight + ") must be 0 to 65535");
    }
  }
}
