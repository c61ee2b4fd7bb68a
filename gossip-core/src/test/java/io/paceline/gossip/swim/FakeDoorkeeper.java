package io.paceline.gossip.swim;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.PushPullNode;
import java.util.ArrayList;
import java.util.List;

/** Admits whom it is told to, and remembers whom it was asked about. */
final class FakeDoorkeeper implements Doorkeeper {
  final List<Alive> askedAbout = new ArrayList<>();
  boolean admits = true;
  boolean admitsMerge = true;

  @Override
  public boolean admits(Alive claim) {
    askedAbout.add(claim);
    return admits;
  }

  @Override
  public boolean admitsMerge(List<PushPullNode> members) {
    return admitsMerge;
  }
}
