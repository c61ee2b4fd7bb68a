package io.paceline.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AsciiTrieTest {
  @Test
  void it_agrees_with_a_plain_map_after_every_random_change() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TreeMap<String, Integer> model = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    AsciiTrie<Integer> trie = AsciiTrie.empty();
    for (int step = 0; step < 20_000; step++) {
      String key = randomCase(random, "svc-" + random.nextInt(2_000));
      if (random.nextInt(3) == 0) {
        model.remove(key);
        trie = trie.without(key);
      } else {
        model.put(key, step);
        trie = trie.with(key, step);
      }
      assertThat(trie.get(key)).as("seed %s step %s", seed, step).isEqualTo(model.get(key));
      assertThat(trie.size()).as("seed %s step %s", seed, step).isEqualTo(model.size());
    }
    List<Integer> values = new ArrayList<>();
    trie.forEach(values::add);
    assertThat(values).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(model.values());
  }

  @Test
  void a_change_leaves_the_older_map_as_it_was() {
    AsciiTrie<Integer> one = AsciiTrie.<Integer>empty().with("a", 1);
    AsciiTrie<Integer> two = one.with("a", 2).with("b", 3);
    assertThat(one.get("a")).isEqualTo(1);
    assertThat(one.get("b")).isNull();
    assertThat(two.without("a").get("a")).isNull();
    assertThat(two.get("a")).isEqualTo(2);
  }

  @Test
  void only_ascii_letters_are_compared_without_case() {
    AsciiTrie<Integer> trie = AsciiTrie.<Integer>empty().with("Straße", 1).with("K", 2);
    assertThat(trie.get("sTRAßE")).isEqualTo(1);
    assertThat(trie.get("\u212a")).as("the Kelvin sign is no k").isNull();
    assertThat(trie.get("@")).isNull();
  }

  @Test
  void names_of_the_same_hash_live_side_by_side() {
    // 31 * '2' + '!' = 31 * '1' + '@' = 31 * '0' + '_'
    String[] twins = {"2!", "1@", "0_"};
    AsciiTrie<String> trie = AsciiTrie.empty();
    for (String twin : twins) {
      trie = trie.with(twin, twin);
    }
    trie = trie.with("1@", "again").without("2!");
    assertThat(trie.get("1@")).isEqualTo("again");
    assertThat(trie.get("0_")).isEqualTo("0_");
    assertThat(trie.get("2!")).isNull();
    assertThat(trie.size()).isEqualTo(2);
    assertThat(trie.without("1@").without("0_").size()).isZero();
  }

  private static String randomCase(Random random, String text) {
    return random.nextBoolean() ? text : text.toUpperCase(java.util.Locale.ROOT);
  }
}
