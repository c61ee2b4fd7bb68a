package io.paceline.service.selection;

/** What a caller knows, from its own calls, of the instances of a {@link Selection}. */
@FunctionalInterface
public interface Loads {
  /**
   * What one more call to the instance at this index costs, in no unit; 0 if it is idle and new.
   */
  double cost(int index);
}
