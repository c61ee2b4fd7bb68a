package io.paceline.sidecar.filter;

import java.util.List;

/**
 * One comparison of an expression.
 *
 * @param selector the field's name, part by part
 * @param value what it is compared with; empty for {@link Operator#EMPTY} and its opposite
 */
record Match(List<String> selector, Operator operator, String value) {
  Match {
    selector = List.copyOf(selector);
  }

  /** The first so many parts of the selector, as they were written. */
  String prefix(int parts) {
    return String.join(".", selector.subList(0, parts));
  }

  /** The same comparison of what lies below the first part of the selector. */
  Match below(int parts) {
    return new Match(selector.subList(parts, selector.size()), operator, value);
  }

  FilterException unsuitable() {
    return new FilterException(
        "Invalid match operator \""
            + operator
            + "\" for selector \""
            + prefix(selector.size())
            + '"');
  }
}
