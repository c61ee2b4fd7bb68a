package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceCatalog;
import java.net.InetAddress;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Turns a received message into the bytes of its answer. Knows no sockets; one event loop owns it.
 * Whatever comes in, it throws nothing and writes no more than the client may be sent.
 */
final class QueryAnswerer {
  private static final Logger log = LoggerFactory.getLogger(QueryAnswerer.class);

  private static final int TCP_BYTES_MAX = 65_535;
  private static final int UDP_BYTES = 512;

  /** Our own error is logged at most once in so many messages. */
  private static final int FAILURES_PER_LOG_LINE = 1_000;

  static final int TCP_LENGTH_BYTES = 2;

  /** Answers without records, by their rcode. */
  private static final AnswerTemplate[] ERRORS =
      IntStream.rangeClosed(0, Rcode.BADVERS)
          .mapToObj(rcode -> AnswerEncoder.encode(Name.root, Answer.error(rcode, reason(rcode))))
          .toArray(AnswerTemplate[]::new);

  private final DnsResponder responder;
  private final ServiceCatalog catalog;
  private final AnswerCache cache;
  private final AnswerSettings settings;
  private final Staleness staleness;
  private final EdnsWriter edns;
  private final DnsCounters counters;
  private final RandomGenerator random;
  private final @Nullable ResponseRateLimit rateLimit;

  private final boolean recursive;
  private final ForeignWriter foreignWriter;

  private final DnsQuery query = new DnsQuery();
  private final WireBuffer out = new WireBuffer(UDP_BYTES);
  private final AnswerWriter writer;

  /** Whether the last message asks for a name that a recursor is to be asked for. */
  private boolean foreign;

  QueryAnswerer(
      DnsResponder responder,
      ServiceCatalog catalog,
      AnswerCache cache,
      DnsConfig config,
      EdnsWriter edns,
      DnsCounters counters,
      @Nullable ResponseRateLimit rateLimit,
      RandomGenerator random) {
    this.responder = responder;
    this.catalog = catalog;
    this.cache = cache;
    this.settings = config.answers();
    this.recursive = !config.recursors().servers().isEmpty();
    this.foreignWriter = new ForeignWriter(edns);
    this.staleness = new Staleness(catalog, config.stale());
    this.edns = edns;
    this.counters = counters;
    this.rateLimit = rateLimit;
    this.random = random;
    this.writer = new AnswerWriter(random);
  }

  /**
   * Answers one message.
   *
   * @param message from its reader index to its writer index; not changed, not released
   * @param client who asks
   * @param overTcp whether there is room for everything; the answer then begins with its length
   * @param nowEpochMillis wall-clock time, which cookies carry and drains and warm-ups follow
   * @return a new buffer that the caller owns, or null where nothing may be sent, or nothing yet:
   *     see {@link #isForeign}
   */
  @Nullable ByteBuf answer(
      ByteBuf message,
      InetAddress client,
      boolean overTcp,
      ByteBufAllocator allocator,
      long nowEpochMillis) {
    (overTcp ? counters.tcpQueries : counters.udpQueries).increment();
    foreign = false;
    query.read(message, client, overTcp);
    int rcode = QueryParser.parse(query);
    if (rcode == QueryParser.DROP) {
      counters.dropped.increment();
      return null;
    }
    long nowSeconds = nowEpochMillis / 1_000;
    switch (verdict(nowSeconds)) {
      case DROP -> {
        return null;
      }
      case TRUNCATE -> writeTruncated(nowSeconds);
      case ANSWER -> {
        if (rcode == Rcode.NOERROR && query.hasQuestion()) {
          ask(nowEpochMillis);
        } else {
          writeError(rcode, nowSeconds);
        }
      }
    }
    return foreign ? null : written(allocator);
  }

  private ByteBuf written(ByteBufAllocator allocator) {
    return allocator.directBuffer(out.size()).writeBytes(out.array(), 0, out.size());
  }

  /** Whether the last message is to be answered by {@link #answerForeign}. */
  boolean isForeign() {
    return foreign;
  }

  /** What to ask a recursor in the place of the last message. */
  byte[] foreignQuestion() {
    return foreignWriter.question(query);
  }

  /**
   * Answers a message with what a recursor said, cut to what this client may be sent.
   *
   * @param message the same as before
   * @param found null if no recursor answered
   */
  ByteBuf answerForeign(
      ByteBuf message,
      InetAddress client,
      boolean overTcp,
      ByteBufAllocator allocator,
      long nowEpochMillis,
      @Nullable Message found) {
    query.read(message, client, overTcp);
    QueryParser.parse(query);
    long nowSeconds = nowEpochMillis / 1_000;
    if (found == null) {
      write(ERRORS[Rcode.SERVFAIL], Staleness.NO_REACHABLE_AUTHORITY, 0, nowSeconds);
    } else {
      foreignWriter.write(query, found, bytesMax(), nowSeconds, out);
    }
    return written(allocator);
  }

  /** Who cannot have forged its address, and who is no target for others, is not limited. */
  private ResponseRateLimit.Verdict verdict(long nowSeconds) {
    if (rateLimit == null
        || query.overTcp
        || query.client.isLoopbackAddress()
        || edns.hasValidCookie(query, nowSeconds)) {
      return ResponseRateLimit.Verdict.ANSWER;
    }
    ResponseRateLimit.Verdict verdict = rateLimit.count(query.client, nowSeconds);
    if (verdict != ResponseRateLimit.Verdict.ANSWER) {
      counters.rateLimited.increment();
    }
    return verdict;
  }

  private void writeTruncated(long nowSeconds) {
    writeError(Rcode.NOERROR, nowSeconds);
    out.setU16(2, out.u16At(2) | DnsQuery.FLAG_TC);
  }

  private void ask(long nowEpochMillis) {
    long nowSeconds = nowEpochMillis / 1_000;
    try {
      answerFrom(catalog.snapshot(), nowEpochMillis);
    } catch (RuntimeException e) {
      // a bug of ours, or of the catalog: this client is told, the others go on being answered
      counters.failures.increment();
      if (counters.failures.sum() % FAILURES_PER_LOG_LINE == 1) {
        log.error("Could not answer a question of type {}", query.type, e);
      }
      writeError(Rcode.SERVFAIL, nowSeconds);
    }
  }

  private void answerFrom(CatalogSnapshot snapshot, long nowEpochMillis) {
    long nowSeconds = nowEpochMillis / 1_000;
    boolean forbidden = staleness.forbids(nowSeconds);
    AnswerTemplate found = template(snapshot, nowEpochMillis);
    foreign = recursive && isRefusedName(found) && (query.flags & DnsQuery.FLAG_RD) != 0;
    if (foreign) {
      counters.forwarded.increment();
      return;
    }
    if (staleness.isStale() && found.authoritative) {
      counters.stale.increment();
    }
    if (forbidden && found.authoritative) {
      write(ERRORS[Rcode.SERVFAIL], Staleness.NO_REACHABLE_AUTHORITY, 0, nowSeconds);
    } else {
      write(found, staleness.reason(found), (int) snapshot.version(), nowSeconds);
    }
  }

  private static boolean isRefusedName(AnswerTemplate answer) {
    return answer.rcode == Rcode.REFUSED && answer.extendedError == Answer.NOT_AUTHORITATIVE;
  }

  private void writeError(int rcode, long nowSeconds) {
    write(ERRORS[rcode], ERRORS[rcode].extendedError, 0, nowSeconds);
  }

  private AnswerTemplate template(CatalogSnapshot snapshot, long nowEpochMillis) {
    Asker asker = asker(snapshot);
    boolean usual = query.type != Type.ANY && !isLimited() && asker.isHere();
    AnswerTemplate known = usual ? cache.find(query, snapshot, nowEpochMillis) : null;
    if (known != null) {
      counters.fromCache.increment();
      return known;
    }
    var question =
        new DnsQuestion(query.name(), query.type, query.overTcp, query.edns, asker, nowEpochMillis);
    Answer answer = responder.answer(question, snapshot, random);
    AnswerTemplate made = AnswerEncoder.encode(question.name(), answer);
    if (asker.isHere()) {
      cache.put(query, answer, snapshot, made);
    }
    return made;
  }

  private Asker asker(CatalogSnapshot snapshot) {
    if (!responder.dependsOnAsker()) {
      return Asker.HERE;
    }
    query.subnetScope = query.subnetSource();
    return responder.asker(query, snapshot);
  }

  /** Whether a setting cuts the answers to this client, but not to others. */
  private boolean isLimited() {
    return settings.udpAnswerLimit() > 0 && !query.overTcp && !query.edns;
  }

  /** REFUSED here is of what we never do; the refused name of a foreign zone has its own reason. */
  private static int reason(int rcode) {
    return switch (rcode) {
      case Rcode.REFUSED, Rcode.NOTIMP -> Answer.NOT_SUPPORTED;
      case Rcode.SERVFAIL -> Answer.OTHER;
      default -> -1;
    };
  }

  private void count(int rcode) {
    switch (rcode) {
      case Rcode.FORMERR -> counters.malformed.increment();
      case Rcode.REFUSED -> counters.refused.increment();
      case Rcode.NXDOMAIN -> counters.noSuchName.increment();
      default -> {}
    }
  }

  /** Puts the message together in the buffer that serves one answer after the other. */
  private void write(AnswerTemplate answer, int extendedError, int serial, long nowSeconds) {
    count(answer.rcode);
    int start = query.overTcp ? TCP_LENGTH_BYTES : 0;
    out.cutTo(0);
    out.reserve(start + DnsQuery.HEADER_BYTES);
    out.write(query.bytes, DnsQuery.HEADER_BYTES, query.questionBytes());
    writer.write(answer, out, start, bytesMax() - edns.bytes(query, extendedError), serial);
    edns.write(query, answer.rcode, extendedError, nowSeconds, out);
    writeHeader(answer, start);
    if (query.overTcp) {
      out.setU16(0, out.size() - TCP_LENGTH_BYTES);
    }
  }

  private int bytesMax() {
    if (query.overTcp) {
      return TCP_BYTES_MAX;
    }
    return query.edns ? Math.min(query.udpPayload, settings.udpPayloadMax()) : UDP_BYTES;
  }

  private void writeHeader(AnswerTemplate answer, int start) {
    boolean cut = writer.isTruncated();
    if (cut) {
      counters.truncated.increment();
    }
    int copied = query.flags & (0x7800 | DnsQuery.FLAG_RD | DnsQuery.FLAG_CD);
    int flags = DnsQuery.FLAG_QR | copied | (answer.rcode & 0xf);
    flags |= answer.authoritative ? DnsQuery.FLAG_AA : 0;
    flags |= recursive ? DnsQuery.FLAG_RA : 0;
    flags |= cut && settings.truncation() ? DnsQuery.FLAG_TC : 0;
    out.setU16(start, query.id);
    out.setU16(start + 2, flags);
    out.setU16(start + 4, query.hasQuestion() ? 1 : 0);
    out.setU16(start + 6, writer.answers());
    out.setU16(start + 8, writer.authorities());
    out.setU16(start + 10, writer.additionals() + (query.edns ? 1 : 0));
  }
}
