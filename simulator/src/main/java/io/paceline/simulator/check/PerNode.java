package io.paceline.simulator.check;

import io.paceline.simulator.VirtualNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One value per node, made when it is first asked for and forgotten when the node starts anew. */
final class PerNode<T> {
  private final List<@Nullable T> values = new ArrayList<>();
  private final Supplier<T> maker;

  PerNode(Supplier<T> maker) {
    this.maker = maker;
  }

  T of(VirtualNode node) {
    while (values.size() <= node.index()) {
      values.add(null);
    }
    T value = values.get(node.index());
    if (value == null) {
      value = maker.get();
      values.set(node.index(), value);
    }
    return value;
  }

  void forget(VirtualNode node) {
    if (node.index() < values.size()) {
      values.set(node.index(), null);
    }
  }
}
