package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.paceline.service.ServiceCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;

/** Queries and their answers without sockets, as bytes: the whole way but the network. */
final class Exchange {
  static final long NOW_SECONDS = 1_700_000_000;
  static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

  private final QueryAnswerer answerer;
  final DnsCounters counters = new DnsCounters();

  Exchange(DnsConfig config, ServiceCatalog catalog) {
    var cookies = new ServerCookies(new Random(7), NOW_SECONDS);
    var edns =
        new EdnsWriter(cookies, config.answers().udpPayloadMax(), config.tcp().idleTimeout());
    answerer =
        new QueryAnswerer(
            new DnsResponder(config),
            catalog,
            new AnswerCache(1 << 20),
            config,
            edns,
            counters,
            config.rateLimit().answersPerSecond() == 0
                ? null
                : new ResponseRateLimit(config.rateLimit(), new Random(8)),
            new SplittableRandom(1));
  }

  /** The answer's bytes; null where there is none. */
  byte @Nullable [] send(byte[] query, boolean tcp) {
    return send(query, CLIENT, tcp, NOW_SECONDS);
  }

  byte @Nullable [] send(byte[] query, InetAddress from, boolean tcp, long nowSeconds) {
    ByteBuf in = Unpooled.wrappedBuffer(query);
    ByteBuf out =
        answerer.answer(in, from, tcp, UnpooledByteBufAllocator.DEFAULT, 1_000 * nowSeconds);
    if (out == null) {
      return null;
    }
    byte[] bytes = ByteBufUtil.getBytes(out, tcp ? 2 : 0, out.readableBytes() - (tcp ? 2 : 0));
    out.release();
    return bytes;
  }

  /** An answer by UDP, in a buffer of the pool that the caller releases. */
  ByteBuf answer(ByteBuf query) {
    ByteBuf out =
        answerer.answer(query, CLIENT, false, PooledByteBufAllocator.DEFAULT, 1_000 * NOW_SECONDS);
    return java.util.Objects.requireNonNull(out);
  }

  Message udp(byte[] query) {
    return parse(send(query, false));
  }

  Message tcp(byte[] query) {
    return parse(send(query, true));
  }

  /** An answer that is not there, or that dnsjava cannot read, fails the test. */
  static Message parse(byte @Nullable [] answer) {
    if (answer == null) {
      throw new AssertionError("no answer");
    }
    try {
      return new Message(answer);
    } catch (IOException e) {
      throw new UncheckedIOException("unparsable answer", e);
    }
  }

  static byte[] query(String name, int type) {
    return message(name, type, DClass.IN).toWire();
  }

  static byte[] query(String name, int type, int udpPayload) {
    Message message = message(name, type, DClass.IN);
    message.addRecord(new OPTRecord(udpPayload, 0, 0), org.xbill.DNS.Section.ADDITIONAL);
    return message.toWire();
  }

  static Message message(String name, int type, int dclass) {
    Message message = new Message(4711);
    message.getHeader().setFlag(org.xbill.DNS.Flags.RD);
    message.addRecord(Record.newRecord(name(name), type, dclass), org.xbill.DNS.Section.QUESTION);
    return message;
  }

  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
