package io.paceline.gossip.catalog;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.Bytes;

/**
 * What the catalog wants done. Calls come in order, on the engine's thread, and must never re-enter
 * the catalog. Bodies are those of memberlist user messages and begin with {@link
 * CatalogProtocol#FIRST_BYTE}.
 */
public interface CatalogOutbox {
  /** Send one datagram, best effort; the body has at most {@link CatalogConfig#packetBytesMax}. */
  void send(PeerAddress to, Bytes body);

  /** Send by stream, as a reliable user message. It may still be lost; nothing is reported. */
  void sendReliable(PeerAddress to, Bytes body);

  /**
   * The local log has begun a life under this epoch. A node with a data directory keeps the number
   * before anything is sent that follows.
   */
  void epochChosen(long epoch);
}
