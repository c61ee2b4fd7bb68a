package io.paceline.gossip.message;

import java.util.List;

/** Whom a query is meant for. On the wire a type byte and a msgpack value. */
public sealed interface QueryFilter {
  /** Members with one of these names (type 0: an array). */
  record Nodes(List<String> names) implements QueryFilter {
    public Nodes {
      names = List.copyOf(names);
    }
  }

  /**
   * Members with a tag that matches (type 1: a map {@code Expr}, {@code Tag}).
   *
   * @param expression in RE2's syntax, searched for anywhere in the value
   */
  record Tag(String name, String expression) implements QueryFilter {}
}
