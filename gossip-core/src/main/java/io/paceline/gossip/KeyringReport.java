package io.paceline.gossip;

import io.paceline.gossip.message.KeyResponse;
import io.paceline.service.OrderedMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a {@link KeyOperation}.
 *
 * @param answers what each member that answered said, in the order of arrival
 * @param silent the members that are up and did not answer, ordered by name: they may lack the key
 */
public record KeyringReport(Map<String, KeyResponse> answers, List<String> silent) {
  public KeyringReport {
    answers = OrderedMap.copyOf(answers);
    silent = List.copyOf(silent);
  }

  /** Whether every member did what it was asked. */
  public boolean isComplete() {
    return silent.isEmpty() && answers.values().stream().allMatch(KeyResponse::result);
  }

  /** How many members have each key, by its base64 text; only after a listing. */
  public Map<String, Integer> keyCounts() {
    Map<String, Integer> counts = new TreeMap<>();
    answers
        .values()
        .forEach(answer -> answer.keys().forEach(key -> counts.merge(key, 1, Integer::sum)));
    return counts;
  }

  /** How many members encrypt with each key, by its base64 text; only after a listing. */
  public Map<String, Integer> primaryKeyCounts() {
    Map<String, Integer> counts = new TreeMap<>();
    for (KeyResponse answer : answers.values()) {
      if (!answer.primaryKey().isEmpty()) {
        counts.merge(answer.primaryKey(), 1, Integer::sum);
      }
    }
    return counts;
  }
}
