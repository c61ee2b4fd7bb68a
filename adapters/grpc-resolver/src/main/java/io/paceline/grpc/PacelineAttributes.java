package io.paceline.grpc;

import io.grpc.Attributes;

/**
 * What the catalog knows of an address, for a load balancer of one's own: attributes of each {@link
 * io.grpc.EquivalentAddressGroup}.
 */
public final class PacelineAttributes {
  /** The share of all calls that an instance should get, above 0 and up to 1. */
  public static final Attributes.Key<Double> SHARE = Attributes.Key.create("io.paceline.share");

  /** The weight that its owner gave it in its present health, 0 to 65535. */
  public static final Attributes.Key<Integer> WEIGHT = Attributes.Key.create("io.paceline.weight");

  /** The zone of an instance; absent if unknown. */
  public static final Attributes.Key<String> ZONE = Attributes.Key.create("io.paceline.zone");

  /** The node that an instance lives on. */
  public static final Attributes.Key<String> NODE = Attributes.Key.create("io.paceline.node");

  /** The instance's id at its node. */
  public static final Attributes.Key<String> ID = Attributes.Key.create("io.paceline.id");

  private PacelineAttributes() {}
}
