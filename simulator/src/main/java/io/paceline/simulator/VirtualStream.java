package io.paceline.simulator;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.StreamId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection between two nodes: opened, one message there, perhaps one back, closed. It may be
 * refused, time out, or break at any of these steps. Not thread-safe.
 */
final class VirtualStream {
  /** Where a stream breaks that is to break half-way. */
  enum Breaks {
    NOWHERE,
    BEFORE_REQUEST,
    AFTER_REQUEST,
    BEFORE_REPLY
  }

  /** One end: it belongs to one life of its node, a restarted node does not know it. */
  private final class End {
    private final VirtualNode node;
    private final VirtualProcess process;
    private final StreamId id;
    private boolean open = true;
    private long lastArrivalNanos;

    private End(VirtualNode node, StreamId id) {
      this.node = node;
      this.process = node.process();
      this.id = id;
    }

    private boolean isOpen() {
      return open && node.runs(process);
    }

    private void shut() {
      open = false;
      process.forget(id);
    }

    private void receive(VirtualNode from, Message message) {
      node.whenAwake(
          () -> {
            if (isOpen()) {
              List<Message> parts = List.of(message);
              simulation.trace().arrival(simulation.nowNanos(), from, node, "stream", parts);
              process.onStream(id, message);
            }
          });
    }

    private void closed(CloseReason reason) {
      node.whenAwake(
          () -> {
            if (isOpen()) {
              shut();
              process.onStreamClosed(id, reason);
            }
          });
    }
  }

  private static final long BREAK_NANOS = 1_000_000;

  private final Simulation simulation;
  private final SeededRandom random;
  private final Breaks breaks;
  private final @Nullable VirtualNode target;
  private final End opener;
  private @Nullable End acceptor;

  /**
   * @param target where it leads to; null if nobody has that address
   */
  VirtualStream(
      Simulation simulation,
      SeededRandom random,
      VirtualNode from,
      StreamId id,
      @Nullable VirtualNode target,
      Breaks breaks) {
    this.simulation = simulation;
    this.random = random;
    this.breaks = breaks;
    this.target = target;
    this.opener = new End(from, id);
  }

  void open(Message first) {
    simulation.after(
        simulation.options().swim().pushPull().streamTimeout().toNanos(), this::expire);
    VirtualNode to = target;
    if (to == null) {
      simulation.after(0, () -> opener.closed(CloseReason.CONNECT_FAILED));
    } else {
      hop(opener.node, to, () -> knock(to, first));
    }
  }

  /** The first segment of the connection arrives. */
  private void knock(VirtualNode to, Message first) {
    if (to.isUp()) {
      hop(to, opener.node, () -> hop(opener.node, to, () -> accept(to, first)));
    } else if (to.hostAnswers()) {
      hop(to, opener.node, () -> opener.closed(CloseReason.CONNECT_FAILED));
    } // a host that is gone says nothing: the opener times out
  }

  private void accept(VirtualNode to, Message first) {
    if (!to.isUp() || breaks == Breaks.BEFORE_REQUEST) {
      opener.closed(CloseReason.IO_ERROR);
      return;
    }
    End end = new End(to, to.process().accept(this));
    acceptor = end;
    end.receive(opener.node, simulation.network().wire().stream(first, true));
    if (breaks == Breaks.AFTER_REQUEST) {
      simulation.after(random.exponential(BREAK_NANOS), () -> end(CloseReason.IO_ERROR));
    }
  }

  /** The acceptor answers and closes. */
  void reply(Message message) {
    End end = acceptor;
    if (end == null || !end.isOpen()) {
      return;
    }
    end.shut();
    if (breaks == Breaks.BEFORE_REPLY) {
      simulation.after(random.exponential(BREAK_NANOS), () -> opener.closed(CloseReason.IO_ERROR));
      return;
    }
    Message read = simulation.network().wire().stream(message, false);
    hop(
        end.node,
        opener.node,
        () -> {
          opener.receive(end.node, read);
          opener.closed(CloseReason.CLOSED_BY_PEER);
        });
  }

  /** One end closes; the other hears of it behind everything that was sent before. */
  void close(StreamId by) {
    End end = by.outgoing() ? opener : acceptor;
    if (end == null || !end.isOpen()) {
      return;
    }
    end.shut();
    VirtualNode to = target;
    if (end == opener && to != null) {
      // The handshake may still be under way: what was sent before takes three hops.
      hop(end.node, to, () -> hop(to, end.node, () -> hop(end.node, to, this::acceptorHears)));
    } else if (end != opener) {
      hop(end.node, opener.node, () -> opener.closed(CloseReason.CLOSED_BY_PEER));
    }
  }

  private void acceptorHears() {
    End end = acceptor;
    if (end != null) {
      end.closed(CloseReason.CLOSED_BY_PEER);
    }
  }

  /** A node crashed: its peer hears of it if that system still speaks for it. */
  void crashed(VirtualNode node, boolean systemAnswers) {
    End other = node == opener.node ? acceptor : opener;
    if (other != null && systemAnswers) {
      hop(node, other.node, () -> other.closed(CloseReason.IO_ERROR));
    }
  }

  private void expire() {
    end(CloseReason.TIMED_OUT);
  }

  private void end(CloseReason reason) {
    opener.closed(reason);
    End end = acceptor;
    if (end != null) {
      end.closed(reason);
    }
  }

  /** Does something when a segment has arrived, never before an earlier one; perhaps never. */
  private void hop(VirtualNode from, VirtualNode to, Runnable arrive) {
    long nanos = simulation.network().segmentNanos(from, to);
    if (nanos < 0) {
      return;
    }
    End end = acceptor;
    End sender = end != null && from == end.node ? end : opener;
    long arrival = Math.max(simulation.nowNanos() + nanos, sender.lastArrivalNanos);
    sender.lastArrivalNanos = arrival;
    simulation.at(arrival, new Task(arrive));
  }
}
