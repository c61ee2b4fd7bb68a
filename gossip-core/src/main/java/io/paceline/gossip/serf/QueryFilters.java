package io.paceline.gossip.serf;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.paceline.gossip.message.QueryFilter;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.util.List;
import java.util.Map;

/**
 * Whether a query is meant for a member. All filters must pass; one that cannot be read, or is of
 * an unknown type, passes nobody.
 *
 * <p>Expressions come from strangers. They are matched by RE2's algorithm, in time linear to the
 * text, and those that would take much memory once compiled count as unreadable.
 */
final class QueryFilters {
  static final int FILTERS_MAX = 32;

  /** About as far as Go's own library goes, whose limit is a thousand repetitions. */
  static final int EXPRESSION_COST_MAX = 4096;

  private QueryFilters() {}

  static boolean pass(List<Bytes> filters, String name, Map<String, String> tags) {
    return filters.size() <= FILTERS_MAX
        && filters.stream().allMatch(filter -> passes(filter, name, tags));
  }

  private static boolean passes(Bytes encoded, String name, Map<String, String> tags) {
    QueryFilter filter;
    try {
      filter = SerfCodec.decodeFilter(encoded);
    } catch (WireFormatException e) {
      return false;
    }
    if (filter instanceof QueryFilter.Nodes nodes) {
      return nodes.names().contains(name);
    }
    return filter instanceof QueryFilter.Tag tag
        && isFound(tag.expression(), tags.getOrDefault(tag.name(), ""));
  }

  private static boolean isFound(String expression, String text) {
    if (ExpressionCost.of(expression) > EXPRESSION_COST_MAX) {
      return false;
    }
    try {
      return Pattern.compile(expression).matcher(text).find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
