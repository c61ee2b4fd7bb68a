package io.paceline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderedMapTest {
  private final Map<String, Integer> source = new LinkedHashMap<>();

  OrderedMapTest() {
    for (int i = 9; i > 0; i--) {
      source.put("key" + i, i);
    }
  }

  @Test
  void it_keeps_the_order_and_equals_any_map_with_the_same_content() {
    OrderedMap<String, Integer> copy = OrderedMap.copyOf(source);
    assertThat(copy.keySet()).containsExactlyElementsOf(source.keySet());
    assertThat(copy).isEqualTo(source).hasSameHashCodeAs(source);
    assertThat(copy.get("key3")).isEqualTo(3);
    assertThat(copy.get("none")).isNull();
    assertThat(copy.containsKey("key9")).isTrue();
  }

  @Test
  void it_does_not_change_with_its_source_nor_by_its_owner() {
    OrderedMap<String, Integer> copy = OrderedMap.copyOf(source);
    source.put("later", 1);
    assertThat(copy).hasSize(9);
    assertThatThrownBy(() -> copy.put("key", 1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(copy::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> copy.entrySet().iterator().next().setValue(2))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_copy_of_it_is_itself_and_all_empty_ones_are_the_same() {
    OrderedMap<String, Integer> copy = OrderedMap.copyOf(source);
    assertThat(OrderedMap.copyOf(copy)).isSameAs(copy);
    assertThat(OrderedMap.copyOf(Map.of())).isSameAs(OrderedMap.copyOf(new LinkedHashMap<>()));
  }
}
