package io.paceline.gossip;

import io.paceline.service.ServiceCatalog.Subscription;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One member of a gossip cluster, running in this process: it finds the others, detects which of
 * them fail, and shares the service catalog with those that speak Paceline. It is a full member of
 * a Serf cluster. Safe for use by many threads; several nodes may run in one JVM.
 *
 * <p>Code chained to a future runs on the JVM's common pool unless it names another executor.
 */
public final class GossipNode implements AutoCloseable {
  private GossipNode() {}

  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <T> T pending() {
    throw new UnsupportedOperationException("lands with the engine");
  }

  /**
   * Binds the ports and starts gossiping. The seeds of the configuration are tried in the
   * background, again and again until one answers.
   *
   * @throws java.net.BindException if the port is in use, saying which
   * @throws IOException if the node cannot listen or its data directory cannot be used
   */
  public static GossipNode start(GossipConfig config) throws IOException {
    return pending();
  }

  /** The local member's name. */
  public String name() {
    return pending();
  }

  /** The address that peers are told to talk to, with the port that was really bound. */
  public InetSocketAddress address() {
    return pending();
  }

  /**
   * Joins through these seeds, {@code HOST} or {@code HOST:PORT} each. The future tells how many
   * were reached and fails with an {@link IOException} if none was; they are tried again in the
   * background all the same.
   */
  public CompletableFuture<Integer> join(List<String> seeds) {
    return pending();
  }

  /** All members in any status, ordered by name. */
  public List<Member> members() {
    return pending();
  }

  /** This node itself. */
  public Member localMember() {
    return pending();
  }

  /** A member by its name. */
  public Optional<Member> member(String name) {
    return members().stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /** The shared service catalog. */
  public GossipCatalog services() {
    return pending();
  }

  /**
   * Adds a listener. It is first told of every member that is up as {@link MembershipEvent.Joined},
   * then of every change.
   */
  public Subscription listen(MembershipListener listener, Executor executor) {
    return pending();
  }

  /**
   * Replaces the local member's tags; peers see them with the next gossip.
   *
   * @return fails with {@link IllegalArgumentException} if they exceed 512 bytes encoded
   */
  public CompletableFuture<Void> setTags(Map<String, String> tags) {
    return pending();
  }

  /**
   * Sends a user event to all members.
   *
   * @param coalesce whether receivers may fold several of one name into the latest
   * @return fails with {@link IllegalArgumentException} if it exceeds 512 bytes encoded
   */
  public CompletableFuture<Void> fireEvent(String name, byte[] payload, boolean coalesce) {
    return pending();
  }

  /**
   * Leaves gracefully: peers show this member as left, not failed. The future is done when they
   * were told, as well as could be; the node still answers and is still to be closed.
   */
  public CompletableFuture<Void> leave() {
    return pending();
  }

  /**
   * Stops at once, without a word to peers: they will detect it as a failure unless {@link #leave}
   * came first. Idempotent; no thread of the node is left when it returns.
   */
  @Override
  public void close() {}
}
