package io.paceline.gossip;

import io.paceline.gossip.message.KeyResponse;
import io.paceline.service.OrderedMap;
import java.util.Map;

/**
 * What came of a {@link KeyOperation}.
 *
 * @param answers what each member that answered said
 * @param membersUp how many were asked; if fewer answered, the operation is not complete
 */
public record KeyringReport(Map<String, KeyResponse> answers, int membersUp) {
  public KeyringReport {
    answers = OrderedMap.copyOf(answers);
  }

  /** Whether every member did what it was asked. */
  public boolean isComplete() {
    return answers.size() >= membersUp && answers.values().stream().allMatch(KeyResponse::result);
  }
}
