package io.paceline.sidecar.api;

import io.paceline.gossip.Member;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.SnapshotBuilder;
import io.paceline.sidecar.http.HttpStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one client follows: first the full state, then {@code ready}, then every change of it. A
 * client that reads slowly is shown the difference between what it has seen and what is, not each
 * step: what waits for it is bounded, however long it takes. Used by one thread at a time.
 */
final class ChangeFeed {
  private static final Bytes READY = ChangeSet.event("ready", null);
  private static final Bytes COMMENT = Bytes.utf8(":\n\n"); // so that a dead connection is noticed

  /** Where the state comes from. Safe for use by many threads. */
  interface Source {
    List<Member> members();

    CatalogSnapshot catalog();

    History history();
  }

  /** What a client wants to see. */
  enum Topic {
    MEMBERS,
    SERVICES,
    HISTORY,
    EVENTS
  }

  private final Source source;
  private final Set<Topic> topics;
  private final String service;
  private final HttpStream stream;

  private List<Member> members = List.of();
  private CatalogSnapshot catalog = new SnapshotBuilder().snapshot();
  private long happened;
  private boolean ready;

  private Iterator<Bytes> pending = Collections.emptyIterator();
  private @Nullable Bytes refused;

  /**
   * Nothing is offered before {@link #pulse}.
   *
   * @param service the only one whose instances are shown; empty for all
   */
  ChangeFeed(Source source, Set<Topic> topics, String service, HttpStream stream) {
    this.source = source;
    this.topics = topics;
    this.service = service;
    this.stream = stream;
    this.happened = topics.contains(Topic.HISTORY) ? 0 : source.history().last();
  }

  /** Offers what there is room for; whether there is more. */
  boolean pulse() {
    if (refused == null && !pending.hasNext()) {
      pending = next().iterator();
    }
    while (refused != null || pending.hasNext()) {
      Bytes part = refused != null ? refused : pending.next();
      refused = stream.offer(part) ? null : part;
      if (refused != null) {
        return true;
      }
    }
    return false;
  }

  /** Says that the connection still stands. */
  void comment() {
    if (stream.isDrained()) {
      stream.offer(COMMENT);
    }
  }

  private Stream<Bytes> next() {
    Stream<Bytes> all = Stream.empty();
    if (topics.contains(Topic.MEMBERS)) {
      List<Member> before = members;
      members = source.members();
      all = Stream.concat(all, ChangeSet.ofMembers(before, members));
    }
    if (topics.contains(Topic.SERVICES)) {
      CatalogSnapshot before = catalog;
      catalog = source.catalog();
      all = Stream.concat(all, ChangeSet.ofServices(before, catalog, service));
    }
    all = Stream.concat(all, nextHistory());
    if (!ready) {
      ready = true;
      all = Stream.concat(all, Stream.of(READY));
    }
    return all;
  }

  private Stream<Bytes> nextHistory() {
    long seen = happened;
    happened = source.history().last();
    if (seen == happened) {
      return Stream.empty();
    }
    Stream<History.Happened> all = Stream.empty();
    if (topics.contains(Topic.HISTORY)) {
      all = Stream.concat(all, source.history().ofMembersAfter(seen).stream());
    }
    if (topics.contains(Topic.EVENTS)) {
      all = Stream.concat(all, source.history().eventsAfter(seen).stream());
    }
    return all.filter(one -> one.number() <= happened).map(ChangeSet::ofHistory);
  }
}
