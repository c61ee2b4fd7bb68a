package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceCatalog;
import java.net.InetAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

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

  private static final int TCP_LENGTH_BYTES = 2;

  private final DnsResponder responder;
  private final ServiceCatalog catalog;
  private final AnswerSettings settings;
  private final EdnsWriter edns;
  private final @Nullable ResponseRateLimiter limiter;
  private final DnsCounters counters;
  private final RandomGenerator random;

  private final DnsQuery query = new DnsQuery();
  private final AnswerEncoder encoder;
  private final AnswerCache cache = new AnswerCache();

  QueryAnswerer(
      DnsResponder responder,
      ServiceCatalog catalog,
      AnswerSettings settings,
      EdnsWriter edns,
      @Nullable ResponseRateLimiter limiter,
      DnsCounters counters,
      RandomGenerator random) {
    this.responder = responder;
    this.catalog = catalog;
    this.settings = settings;
    this.edns = edns;
    this.limiter = limiter;
    this.encoder = new AnswerEncoder(settings.truncation());
    this.counters = counters;
    this.random = random;
  }

  /**
   * Answers one message.
   *
   * @param message from its reader index to its writer index; not changed, not released
   * @param client which a cookie is made for
   * @param overTcp whether there is room for everything; the answer then begins with its length
   * @param nowSeconds wall-clock time, which cookies carry
   * @return a new buffer that the caller owns, or null where nothing may be sent
   */
  @Nullable ByteBuf answer(
      ByteBuf message,
      InetAddress client,
      boolean overTcp,
      ByteBufAllocator allocator,
      long nowSeconds) {
    (overTcp ? counters.tcpQueries : counters.udpQueries).increment();
    int rcode = QueryParser.parse(message, query);
    if (rcode == QueryParser.DROP) {
      counters.dropped.increment();
      return null;
    }
    ResponseRateLimiter.Verdict verdict = admit(message, client, overTcp, nowSeconds);
    if (verdict != ResponseRateLimiter.Verdict.ANSWER) {
      counters.rateLimited.increment();
      return verdict == ResponseRateLimiter.Verdict.DROP
          ? null
          : write(message, client, false, EncodedAnswer.COME_BY_TCP, allocator, nowSeconds);
    }
    boolean askable = rcode == Rcode.NOERROR && query.hasQuestion();
    EncodedAnswer answer = askable ? ask(message, overTcp) : empty(rcode);
    count(answer);
    return write(message, client, overTcp, answer, allocator, nowSeconds);
  }

  private ResponseRateLimiter.Verdict admit(
      ByteBuf message, InetAddress client, boolean overTcp, long nowSeconds) {
    boolean known = overTcp || edns.hasValidCookie(query, message, client, nowSeconds);
    return limiter == null || known ? ResponseRateLimiter.Verdict.ANSWER : limiter.admit(client);
  }

  private EncodedAnswer ask(ByteBuf message, boolean overTcp) {
    try {
      CatalogSnapshot now = catalog.snapshot();
      AnswerRoom room = AnswerRoom.of(query, overTcp, settings.udpPayloadMax());
      EncodedAnswer cached =
          room == AnswerRoom.UNUSUAL ? null : cache.find(message, query, room, now);
      return cached == null ? answerAnew(message, overTcp, room, now) : cached;
    } catch (RuntimeException e) {
      // a bug of ours, or of the catalog: this client is told, the others go on being answered
      counters.failures.increment();
      if (counters.failures.sum() % FAILURES_PER_LOG_LINE == 1) {
        log.error("Could not answer a question of type {}", query.type, e);
      }
      return empty(Rcode.SERVFAIL);
    }
  }

  private EncodedAnswer answerAnew(
      ByteBuf message, boolean overTcp, AnswerRoom room, CatalogSnapshot now) {
    // in lower case, so that it can be kept for every letter case
    Name name = Labels.fromWire(query.lowerCaseName(message));
    Answer answer = responder.answer(question(name, overTcp), now, random);
    boolean kept = answer.source() != null && room != AnswerRoom.UNUSUAL;
    if (query.upperCase && !kept) {
      name = query.name(message);
      answer = responder.answer(question(name, overTcp), now, random);
    }
    int taken = DnsQuery.HEADER_BYTES + query.questionBytes() + edns.bytes(query, overTcp);
    EncodedAnswer encoded = encoder.encode(name, answer, bytesMax(overTcp) - taken);
    if (kept) {
      cache.put(message, query, room, now, answer, encoded);
    }
    return encoded;
  }

  private DnsQuestion question(Name name, boolean overTcp) {
    return new DnsQuestion(name, query.type, overTcp, query.edns);
  }

  private static EncodedAnswer empty(int rcode) {
    return EncodedAnswer.empty(Answer.error(rcode), false);
  }

  private void count(EncodedAnswer answer) {
    switch (answer.rcode()) {
      case Rcode.FORMERR -> counters.malformed.increment();
      case Rcode.REFUSED -> counters.refused.increment();
      case Rcode.NXDOMAIN -> counters.noSuchName.increment();
      default -> {}
    }
    if (answer.isTruncated()) {
      counters.truncated.increment();
    }
  }

  private int bytesMax(boolean overTcp) {
    if (overTcp) {
      return TCP_BYTES_MAX;
    }
    return query.edns ? Math.min(query.udpPayload, settings.udpPayloadMax()) : UDP_BYTES;
  }

  private ByteBuf write(
      ByteBuf message,
      InetAddress client,
      boolean overTcp,
      EncodedAnswer answer,
      ByteBufAllocator allocator,
      long nowSeconds) {
    int start = overTcp ? TCP_LENGTH_BYTES : 0;
    int question = query.questionBytes();
    int bytes = DnsQuery.HEADER_BYTES + question + answer.bytes() + edns.bytes(query, overTcp);
    ByteBuf out = allocator.buffer(start + bytes, start + bytes);
    if (overTcp) {
      out.writeShort(bytes);
    }
    writeHeader(answer, out);
    out.writeBytes(message, message.readerIndex() + DnsQuery.HEADER_BYTES, question);
    answer.writeTo(out, start, query.nameBytes);
    edns.write(query, message, client, overTcp, answer.rcode(), nowSeconds, out);
    return out;
  }

  private void writeHeader(EncodedAnswer answer, ByteBuf out) {
    int copied = query.flags & (0x7800 | DnsQuery.FLAG_RD | DnsQuery.FLAG_CD);
    int flags = DnsQuery.FLAG_QR | copied | (answer.rcode() & 0xf);
    flags |= answer.isAuthoritative() ? DnsQuery.FLAG_AA : 0;
    flags |= answer.isTruncated() ? DnsQuery.FLAG_TC : 0;
    out.writeShort(query.id);
    out.writeShort(flags);
    out.writeShort(query.hasQuestion() ? 1 : 0);
    out.writeShort(answer.answers());
    out.writeShort(answer.authorities());
    out.writeShort(answer.additionals() + (query.edns ? 1 : 0));
  }
}
