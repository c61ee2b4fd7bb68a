package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.QueryFilter;
import io.paceline.gossip.message.QueryFilter.Nodes;
import io.paceline.gossip.message.QueryFilter.Tag;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryFiltersTest {
  private static boolean passes(QueryFilter... filters) {
    List<Bytes> encoded = new ArrayList<>();
    for (QueryFilter filter : filters) {
      encoded.add(SerfCodec.encodeFilter(filter));
    }
    return QueryFilters.pass(encoded, "a", Map.of("role", "web-eu"));
  }

  @Test
  void without_filters_everybody_is_meant() {
    assertThat(passes()).isTrue();
  }

  @Test
  void a_filter_of_names_must_contain_ours() {
    assertThat(passes(new Nodes(List.of("b", "a")))).isTrue();
    assertThat(passes(new Nodes(List.of("b", "aa")))).isFalse();
  }

  @Test
  void an_expression_is_searched_for_anywhere_in_the_tag() {
    assertThat(passes(new Tag("role", "eb-"))).isTrue();
    assertThat(passes(new Tag("role", "^web-(eu|us)$"))).isTrue();
    assertThat(passes(new Tag("role", "^eb"))).isFalse();
  }

  @Test
  void a_tag_that_is_missing_is_the_empty_text() {
    assertThat(passes(new Tag("zone", "^$"))).isTrue();
    assertThat(passes(new Tag("zone", "."))).isFalse();
  }

  @Test
  void all_filters_must_pass() {
    assertThat(passes(new Nodes(List.of("a")), new Tag("role", "web"))).isTrue();
    assertThat(passes(new Nodes(List.of("a")), new Tag("role", "db"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[a", "a{2,1}", "(?=web)", "\\"})
  void an_expression_that_go_would_not_take_passes_nobody(String expression) {
    assertThat(passes(new Tag("role", expression))).isFalse();
  }

  @Test
  void expressions_are_in_the_syntax_of_go() {
    assertThat(passes(new Tag("role", "(?P<kind>[[:alpha:]]+)-\\z|eu\\z"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0002abc", "\u0000", "\u0001\u0081"})
  void a_filter_that_cannot_be_read_passes_nobody(String encoded) {
    assertThat(QueryFilters.pass(List.of(Bytes.utf8(encoded)), "a", Map.of())).isFalse();
  }

  @Test
  void too_many_filters_pass_nobody() {
    Bytes filter = SerfCodec.encodeFilter(new Nodes(List.of("a")));
    int most = QueryFilters.FILTERS_MAX;
    assertThat(QueryFilters.pass(Collections.nCopies(most, filter), "a", Map.of())).isTrue();
    assertThat(QueryFilters.pass(Collections.nCopies(most + 1, filter), "a", Map.of())).isFalse();
  }

  /** Without the estimate the first of these takes gigabytes to compile. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{100}){100}){100}",
        "(a{1000}){1000}",
        "((((a{9}){9}){9}){9}){9}",
        "(?:(?:w{1,1000})*){0,1000}",
        "[)]*(w{999}){999}"
      })
  void an_expression_that_would_take_much_memory_passes_nobody(String expression) {
    assertThat(ExpressionCost.of(expression)).isGreaterThan(QueryFilters.EXPRESSION_COST_MAX);
    assertThat(passes(new Tag("role", expression))).isFalse();
  }

  @Test
  void an_expression_that_backtracks_for_ever_elsewhere_is_answered_at_once() {
    String text = "a".repeat(400) + "!";
    Bytes filter = SerfCodec.encodeFilter(new Tag("t", "^(a+)+$"));
    assertThat(QueryFilters.pass(List.of(filter), "a", Map.of("t", text))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "abc 3",
        "a{3} 3",
        "a{2,5} 5",
        "a{2,} 2",
        "(ab){3} 12",
        "[abc]{4} 4",
        "[]a{9}]{4} 4",
        "\\{3 2",
        "(a)(b) 6",
        "a) 1",
        "((a{10}){10}){10} 1220"
      })
  void the_cost_of_an_expression_is_its_length_with_repetitions_written_out(
      String expression, long cost) {
    assertThat(ExpressionCost.of(expression)).isEqualTo(cost);
  }
}
