package io.paceline.gossip.message;

import java.util.Arrays;

/**
 * An immutable row of numbers with value equality. It holds them unboxed: a node keeps one for each
 * member that it ever measured.
 */
public final class Vector {
  private final double[] components;

  private Vector(double[] components) {
    this.components = components;
  }

  /** Copies the numbers: later changes to the array are not seen. */
  public static Vector of(double... components) {
    return new Vector(components.clone());
  }

  public int size() {
    return components.length;
  }

  public double at(int index) {
    return components[index];
  }

  /** Whether all of them are numbers, and none is infinite. */
  public boolean isFinite() {
    for (double component : components) {
      if (!Double.isFinite(component)) {
        return false;
      }
    }
    return true;
  }

  public double[] toArray() {
    return components.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vector that && Arrays.equals(components, that.components);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(components);
  }

  @Override
  public String toString() {
    return Arrays.toString(components);
  }
}
