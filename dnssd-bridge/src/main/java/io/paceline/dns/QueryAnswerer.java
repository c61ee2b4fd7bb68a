package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.paceline.service.ServiceCatalog;
import java.net.InetAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  /**
   * Who asks.
   *
   * @param address which a cookie is made for
   * @param overTcp whether there is room for everything; the answer then begins with its length
   */
  record Client(InetAddress address, boolean overTcp) {}

  private final DnsResponder responder;
  private final ServiceCatalog catalog;
  private final AnswerSettings settings;
  private final EdnsWriter edns;
  private final DnsCounters counters;
  private final RandomGenerator random;

  private final DnsQuery query = new DnsQuery();

  QueryAnswerer(
      DnsResponder responder,
      ServiceCatalog catalog,
      AnswerSettings settings,
      EdnsWriter edns,
      DnsCounters counters,
      RandomGenerator random) {
    this.responder = responder;
    this.catalog = catalog;
    this.settings = settings;
    this.edns = edns;
    this.counters = counters;
    this.random = random;
  }

  /**
   * Answers one message.
   *
   * @param message from its reader index to its writer index; not changed, not released
   * @param nowSeconds wall-clock time, which cookies carry
   * @return a new buffer that the caller owns, or null where nothing may be sent
   */
  @Nullable ByteBuf answer(
      ByteBuf message, Client client, ByteBufAllocator allocator, long nowSeconds) {
    (client.overTcp() ? counters.tcpQueries : counters.udpQueries).increment();
    int rcode = QueryParser.parse(message, query);
    if (rcode == QueryParser.DROP) {
      counters.dropped.increment();
      return null;
    }
    Answer answer =
        rcode == Rcode.NOERROR && query.hasQuestion() ? ask(message, client) : Answer.error(rcode);
    count(answer.rcode());
    return write(message, client, answer, allocator, nowSeconds);
  }

  private Answer ask(ByteBuf message, Client client) {
    try {
      var question = new DnsQuestion(query.name(message), query.type, client.overTcp(), query.edns);
      return responder.answer(question, catalog.snapshot(), random);
    } catch (RuntimeException e) {
      // a bug of ours, or of the catalog: this client is told, the others go on being answered
      counters.failures.increment();
      if (counters.failures.sum() % FAILURES_PER_LOG_LINE == 1) {
        log.error("Could not answer a question of type {}", query.type, e);
      }
      return Answer.error(Rcode.SERVFAIL);
    }
  }

  private void count(int rcode) {
    switch (rcode) {
      case Rcode.FORMERR -> counters.malformed.increment();
      case Rcode.REFUSED -> counters.refused.increment();
      case Rcode.NXDOMAIN -> counters.noSuchName.increment();
      default -> {}
    }
  }

  private ByteBuf write(
      ByteBuf message, Client client, Answer answer, ByteBufAllocator allocator, long nowSeconds) {
    int start = client.overTcp() ? TCP_LENGTH_BYTES : 0;
    ByteBuf out = allocator.buffer(UDP_BYTES);
    int question = query.questionBytes();
    out.writeZero(start + DnsQuery.HEADER_BYTES);
    out.writeBytes(message, message.readerIndex() + DnsQuery.HEADER_BYTES, question);
    var sections = new AnswerEncoder(out, start, bytesMax(client) - edns.bytes(query, client));
    if (query.hasQuestion()) {
      sections.encode(query.name(message), answer);
    }
    edns.write(query, message, client, answer.rcode(), nowSeconds, out);
    writeHeader(answer, sections, start, out);
    if (client.overTcp()) {
      out.setShort(0, out.writerIndex() - TCP_LENGTH_BYTES);
    }
    return out;
  }

  private int bytesMax(Client client) {
    if (client.overTcp()) {
      return TCP_BYTES_MAX;
    }
    return query.edns ? Math.min(query.udpPayload, settings.udpPayloadMax()) : UDP_BYTES;
  }

  private void writeHeader(Answer answer, AnswerEncoder sections, int start, ByteBuf out) {
    boolean cut = sections.isTruncated();
    if (cut) {
      counters.truncated.increment();
    }
    int copied = query.flags & (0x7800 | DnsQuery.FLAG_RD | DnsQuery.FLAG_CD);
    int flags = DnsQuery.FLAG_QR | copied | (answer.rcode() & 0xf);
    flags |= answer.authoritative() ? DnsQuery.FLAG_AA : 0;
    flags |= cut && settings.truncation() ? DnsQuery.FLAG_TC : 0;
    out.setShort(start, query.id);
    out.setShort(start + 2, flags);
    out.setShort(start + 4, query.hasQuestion() ? 1 : 0);
    out.setShort(start + 6, sections.answers());
    out.setShort(start + 8, sections.authorities());
    out.setShort(start + 10, sections.additionals() + (query.edns ? 1 : 0));
  }
}
