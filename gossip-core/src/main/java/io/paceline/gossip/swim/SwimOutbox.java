package io.paceline.gossip.swim;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import java.util.List;

/**
 * What the engine wants done. Calls come in order, on the engine's thread, and must never re-enter
 * the engine: whatever follows from them arrives as a later input.
 */
public interface SwimOutbox {
  /**
   * Send one datagram, best effort.
   *
   * @param parts at least one; several go as a compound
   * @param checksum whether the receiver is known to understand a CRC
   */
  void packet(PeerAddress to, List<Message> parts, boolean checksum);

  /** Open a stream, send the first message, then deliver what the peer answers. */
  void openStream(StreamId stream, PeerAddress to, Message first);

  /** Answer on a stream that a peer opened, then close it. */
  void reply(StreamId stream, Message message);

  /** Close a stream; nothing more of it will be delivered. */
  void closeStream(StreamId stream);
}
