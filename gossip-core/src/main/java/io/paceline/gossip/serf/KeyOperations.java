package io.paceline.gossip.serf;

import io.paceline.gossip.KeyOperation;
import io.paceline.gossip.KeyringReport;
import io.paceline.gossip.QueryProgress;
import io.paceline.gossip.QueryProgress.Answered;
import io.paceline.gossip.QueryProgress.Finished;
import io.paceline.gossip.QueryRequest;
import io.paceline.gossip.message.KeyRequest;
import io.paceline.gossip.message.KeyResponse;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes or lists the keys of the whole cluster by an internal query, and counts the answers
 * against the members that are up: one that did not answer may still lack the key.
 */
final class KeyOperations {
  private final Queries queries;
  private final MemberDirectory directory;

  KeyOperations(Queries queries, MemberDirectory directory) {
    this.queries = queries;
    this.directory = directory;
  }

  /**
   * Starts an operation.
   *
   * @param key empty for a listing
   * @param out told once, as soon as every member answered or the time is over
   * @throws IllegalArgumentException if too many queries run; nothing has changed then
   */
  void run(long nowNanos, KeyOperation operation, Bytes key, Consumer<KeyringReport> out) {
    QueryRequest request =
        new QueryRequest(
            operation.queryName(),
            SerfCodec.encodeKeyRequest(new KeyRequest(key)),
            List.of(),
            false,
            0,
            Optional.empty());
    int membersUp = (int) directory.entries().stream().filter(entry -> !entry.isGone()).count();
    Tally tally = new Tally(membersUp, out);
    tally.begun(nowNanos, queries.ask(nowNanos, request, tally));
  }

  private final class Tally implements QueryAsking.Listener {
    private final int membersUp;
    private final Consumer<KeyringReport> out;
    private final Set<String> answered = new LinkedHashSet<>();
    private @Nullable QueryMessage query;

    Tally(int membersUp, Consumer<KeyringReport> out) {
      this.membersUp = membersUp;
      this.out = out;
    }

    /** Our own answer comes before the query is handed to us. */
    void begun(long nowNanos, QueryMessage begun) {
      query = begun;
      finishIfAll(nowNanos);
    }

    @Override
    public void onProgress(long nowNanos, QueryProgress progress) {
      if (progress instanceof Answered answer) {
        answered.add(answer.from());
        finishIfAll(nowNanos);
      } else if (progress instanceof Finished finished) {
        out.accept(new KeyringReport(responses(finished.answers()), silent(answered)));
      }
    }

    private void finishIfAll(long nowNanos) {
      if (query != null && answered.size() >= membersUp) {
        queries.finish(nowNanos, query);
      }
    }
  }

  private List<String> silent(Set<String> answered) {
    return directory.matching(entry -> !entry.isGone() && !answered.contains(entry.name())).stream()
        .map(MemberEntry::name)
        .toList();
  }

  private static Map<String, KeyResponse> responses(Map<String, Bytes> answers) {
    Map<String, KeyResponse> responses = new LinkedHashMap<>();
    answers.forEach((from, payload) -> responses.put(from, response(payload)));
    return responses;
  }

  private static KeyResponse response(Bytes payload) {
    try {
      return SerfCodec.decodeKeyResponse(payload);
    } catch (WireFormatException e) {
      return new KeyResponse(false, "malformed answer", List.of(), "");
    }
  }
}
