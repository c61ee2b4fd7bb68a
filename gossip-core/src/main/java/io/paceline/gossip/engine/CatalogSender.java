package io.paceline.gossip.engine;

import io.paceline.gossip.catalog.CatalogOutbox;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.SwimProtocol;
import io.paceline.service.Bytes;

/** Sends the catalog's messages as user messages of the engine beneath. */
final class CatalogSender implements CatalogOutbox {
  private final SwimProtocol swim;
  private final Outbox out;

  CatalogSender(SwimProtocol swim, Outbox out) {
    this.swim = swim;
    this.out = out;
  }

  @Override
  public void send(PeerAddress to, Bytes body) {
    swim.sendUser(to, body);
  }

  @Override
  public void sendReliable(PeerAddress to, Bytes body) {
    swim.sendUserReliable(to, body);
  }

  @Override
  public void epochChosen(long epoch) {
    out.event(new EngineEvent.EpochChosen(epoch));
  }
}
