package io.paceline.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * Asks the configured resolvers, one after the other, until one answers. It keeps nothing and
 * follows nothing: that is the resolvers' work. Each question has a socket of its own, so that who
 * wants to forge an answer has to guess its port as well as its id (RFC 5452). Owned by one event
 * loop.
 */
final class Recursor {
  /** Each one holds a socket. */
  private static final int UNDER_WAY_MAX = 512;

  private static final int TCP_BYTES_MAX = 65_535;
  private static final int LENGTH_BYTES = 2;

  private final RecursorSettings settings;
  private final EventLoop loop;
  private final NettyTransport transport;
  private final SecureRandom random = new SecureRandom();

  private int underWay;

  Recursor(RecursorSettings settings, EventLoop loop, NettyTransport transport) {
    this.settings = settings;
    this.loop = loop;
    this.transport = transport;
  }

  /**
   * Asks.
   *
   * @param query a whole message, whose id is replaced
   * @param overTcp how
   * @param done gets the first usable answer; null if there is none
   */
  void ask(byte[] query, boolean overTcp, Consumer<@Nullable Message> done) {
    int id = random.nextInt(1 << 16);
    query[0] = (byte) (id >> 8);
    query[1] = (byte) id;
    List<InetSocketAddress> servers = new ArrayList<>(settings.servers());
    if (settings.order() == RecursorSettings.Order.RANDOM) {
      Collections.shuffle(servers, random);
    }
    if (underWay >= UNDER_WAY_MAX) {
      servers.clear();
    }
    underWay++;
    new Question(query, overTcp, servers.iterator(), done).askNext();
  }

  /** One question on its way from server to server. */
  private final class Question {
    private final byte[] query;
    private final boolean overTcp;
    private final Iterator<InetSocketAddress> servers;
    private final Consumer<@Nullable Message> done;

    private @Nullable Channel channel;
    private @Nullable Future<?> timer;

    private Question(
        byte[] query,
        boolean overTcp,
        Iterator<InetSocketAddress> servers,
        Consumer<@Nullable Message> done) {
      this.query = query;
      this.overTcp = overTcp;
      this.servers = servers;
      this.done = done;
    }

    private void askNext() {
      stop();
      if (!servers.hasNext()) {
        finish(null);
        return;
      }
      InetSocketAddress server = servers.next();
      ChannelFuture connecting = bootstrap(server).connect(server);
      Channel opened = connecting.channel();
      channel = opened;
      timer = loop.schedule(this::askNext, settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
      connecting.addListener(connected -> send(opened, connected.isSuccess()));
    }

    private Bootstrap bootstrap(InetSocketAddress server) {
      ChannelFactory<? extends Channel> sockets =
          overTcp ? transport.client() : transport.datagram().apply(server.getAddress());
      return new Bootstrap()
          .group(loop)
          .channelFactory(sockets)
          .handler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel opened) {
                  if (overTcp) {
                    opened
                        .pipeline()
                        .addLast(
                            new LengthFieldBasedFrameDecoder(
                                TCP_BYTES_MAX + LENGTH_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES));
                  }
                  opened.pipeline().addLast(new Answers(Question.this));
                }
              });
    }

    private void send(Channel opened, boolean connected) {
      if (opened != channel) {
        return; // its time was up
      }
      if (!connected) {
        askNext();
        return;
      }
      ByteBuf message = Unpooled.wrappedBuffer(query);
      opened.writeAndFlush(
          overTcp ? Unpooled.wrappedBuffer(Unpooled.copyShort(query.length), message) : message);
    }

    /** What is not an answer to this question is ignored: it may be forged. */
    private void onMessage(Channel from, byte[] received) {
      if (from != channel) {
        return;
      }
      Message answer = answerTo(query, received);
      if (answer == null) {
        return;
      }
      int rcode = answer.getRcode();
      if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
        stop();
        finish(answer);
      } else {
        askNext();
      }
    }

    private void onFailure(Channel from) {
      if (from == channel) {
        askNext();
      }
    }

    private void stop() {
      if (timer != null) {
        timer.cancel(false);
      }
      Channel old = channel;
      channel = null;
      if (old != null) {
        old.close();
      }
    }

    private void finish(@Nullable Message answer) {
      underWay--;
      done.accept(answer);
    }
  }

  private static @Nullable Message answerTo(byte[] query, byte[] received) {
    try {
      Record asked = new Message(query).getQuestion();
      Message answer = new Message(received);
      boolean same =
          answer.getHeader().getFlag(Flags.QR)
              && answer.getHeader().getOpcode() == Opcode.QUERY
              && answer.getHeader().getID() == ((query[0] & 0xff) << 8 | (query[1] & 0xff))
              && asked.equals(answer.getQuestion());
      return same ? answer : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Hands what comes in on one socket to its question. */
  private static final class Answers extends SimpleChannelInboundHandler<Object> {
    private final Question question;

    private Answers(Question question) {
      this.question = question;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
      ByteBuf content = message instanceof DatagramPacket p ? p.content() : (ByteBuf) message;
      question.onMessage(ctx.channel(), ByteBufUtil.getBytes(content));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      question.onFailure(ctx.channel());
    }

    /** A port that is closed, mostly. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      question.onFailure(ctx.channel());
    }
  }
}
