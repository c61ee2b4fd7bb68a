package io.paceline.gossip.serf;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.QueryProgress;
import io.paceline.gossip.QueryRequest;
import io.paceline.gossip.message.ConflictResponse;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two peers claim one name: the cluster is asked whom it knows by it, and the one that fewer than
 * half of the answers name has to go. Serf's {@code _serf_conflict} query.
 *
 * <p>At Serf's agents no answer at all counts as defeat, so that a single forged packet stops an
 * agent that is alone. Here nobody's silence is a verdict.
 */
final class NameConflict {
  static final String QUERY = "_serf_conflict";

  private static final Logger LOG = LoggerFactory.getLogger(NameConflict.class);

  private final SwimView swim;
  private final MemberDirectory directory;
  private final QueryReplies replies;
  private final boolean vote;
  private final Runnable nameLost;

  private boolean voting;

  NameConflict(
      SwimView swim,
      MemberDirectory directory,
      QueryReplies replies,
      boolean vote,
      Runnable nameLost) {
    this.swim = swim;
    this.directory = directory;
    this.replies = replies;
    this.vote = vote;
    this.nameLost = nameLost;
  }

  /** Another peer claims a name at another address; if it is ours, the cluster decides. */
  void onConflict(long nowNanos, SwimMember existing, PeerAddress claimed, Queries queries) {
    if (!existing.name().equals(swim.local().name())) {
      LOG.debug("members at {} and {} claim one name", existing.address(), claimed);
      return;
    }
    if (!vote || voting) {
      return;
    }
    LOG.warn("a peer at {} claims our name: asking the others", claimed);
    Bytes name = Bytes.utf8(existing.name());
    QueryRequest request = new QueryRequest(QUERY, name, List.of(), false, 0, Optional.empty());
    try {
      queries.ask(nowNanos, request, (now, progress) -> onProgress(progress));
      voting = true;
    } catch (IllegalArgumentException e) {
      LOG.warn("cannot ask the others about our name: {}", e.getMessage());
    }
  }

  private void onProgress(QueryProgress progress) {
    if (progress instanceof QueryProgress.Finished finished) {
      voting = false;
      decide(finished.answers().values());
    }
  }

  private void decide(Collection<Bytes> answers) {
    long ours = answers.stream().filter(this::namesUs).count();
    int majority = answers.size() / 2 + 1;
    if (answers.isEmpty() || ours >= majority) {
      LOG.info("{} of {} members know us by our name: we keep it", ours, answers.size());
    } else {
      LOG.error("only {} of {} members know us by our name: we give it up", ours, answers.size());
      nameLost.run();
    }
  }

  private boolean namesUs(Bytes payload) {
    try {
      return SerfCodec.decodeConflictResponse(payload)
          .filter(owner -> owner.address().equals(swim.local().address()))
          .isPresent();
    } catch (WireFormatException e) {
      return false;
    }
  }

  /** Tells a peer whom we know by a name; the one who bears it abstains. */
  void answer(long nowNanos, QueryMessage query) {
    String name = query.payload().utf8();
    if (name.equals(swim.local().name())) {
      return;
    }
    Optional<ConflictResponse> owner =
        Optional.ofNullable(directory.get(name)).map(NameConflict::describe);
    Bytes payload = SerfCodec.encodeConflictResponse(owner);
    if (replies.fits(query, payload)) {
      replies.send(nowNanos, query, 0, payload);
    }
  }

  private static ConflictResponse describe(MemberEntry entry) {
    SwimMember swim = entry.swim();
    return new ConflictResponse(
        swim.name(), swim.address(), entry.tags(), code(entry.status()), swim.versions());
  }

  /** Serf's number of a status. */
  private static int code(MemberStatus status) {
    return switch (status) {
      case ALIVE -> 1;
      case LEAVING -> 2;
      case LEFT -> 3;
      case FAILED -> 4;
    };
  }
}
