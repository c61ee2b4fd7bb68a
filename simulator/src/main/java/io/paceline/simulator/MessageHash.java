package io.paceline.simulator;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.UserMessage;

/**
 * The content of a message in 64 bits, the same on every JVM: a record's own hash is not, once an
 * enum is in it. Addresses are left out, they follow from the names.
 */
final class MessageHash {
  private MessageHash() {}

  static long of(Message message) {
    return SeededRandom.mix(31L * message.type().code() + content(message));
  }

  private static long content(Message message) {
    return switch (message.type()) {
      case PING -> of((Ping) message);
      case INDIRECT_PING -> of((IndirectPing) message);
      case ACK -> of((Ack) message);
      case SUSPECT -> of((Suspect) message);
      case ALIVE -> of((Alive) message);
      case DEAD -> of((Dead) message);
      case PUSH_PULL -> of((PushPull) message);
      case USER -> ((UserMessage) message).body().hashCode();
      case NACK -> ((Nack) message).seqNo();
      case ERROR -> ((ErrorMessage) message).error().hashCode();
    };
  }

  private static long of(Ping ping) {
    return fold(ping.seqNo(), ping.node().hashCode());
  }

  private static long of(IndirectPing ping) {
    return fold(ping.seqNo(), ping.node().hashCode());
  }

  private static long of(Ack ack) {
    return fold(ack.seqNo(), ack.payload().hashCode());
  }

  private static long of(Suspect suspect) {
    return fold(fold(suspect.incarnation(), suspect.node().hashCode()), suspect.from().hashCode());
  }

  private static long of(Alive alive) {
    return fold(fold(alive.incarnation(), alive.node().hashCode()), alive.meta().hashCode());
  }

  private static long of(Dead dead) {
    return fold(fold(dead.incarnation(), dead.node().hashCode()), dead.from().hashCode());
  }

  private static long of(PushPull pushPull) {
    long hash = pushPull.userState().hashCode();
    for (PushPullNode node : pushPull.nodes()) {
      hash = fold(fold(hash, node.name().hashCode()), node.incarnation() * 4 + node.state().code());
    }
    return hash;
  }

  private static long fold(long hash, long value) {
    return hash * 0x100000001b3L + value;
  }
}
