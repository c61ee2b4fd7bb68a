package io.paceline.gossip.swim;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.PushPullNode;
import java.util.List;

/**
 * Decides who may be a member. Asked on the engine's thread before a transition starts: an answer
 * must be quick and must depend on nothing but the question.
 */
public interface Doorkeeper {
  /** Lets everybody in. */
  Doorkeeper OPEN =
      new Doorkeeper() {
        @Override
        public boolean admits(Alive claim) {
          return true;
        }

        @Override
        public boolean admitsMerge(List<PushPullNode> members) {
          return true;
        }
      };

  /** Whether a claim about another member may change what we know of it. */
  boolean admits(Alive claim);

  /** Whether the state of the other side of a join may be merged at all. */
  boolean admitsMerge(List<PushPullNode> members);
}
