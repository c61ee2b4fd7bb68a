package io.paceline.gossip;

import io.paceline.gossip.serf.KeyManager;
import io.paceline.gossip.wire.Keyring;
import io.paceline.service.Bytes;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's keyring, kept in the data directory with every change that operators make. */
record StoredKeys(Keyring ring, NodeMemory memory) implements KeyManager {
  private static final Logger LOG = LoggerFactory.getLogger(StoredKeys.class);

  @Override
  public void install(Bytes key) {
    ring.add(key);
    keep();
  }

  @Override
  public void use(Bytes key) {
    ring.use(key);
    keep();
  }

  @Override
  public void remove(Bytes key) {
    ring.remove(key);
    keep();
  }

  @Override
  public List<Bytes> keys() {
    return ring.keys();
  }

  /** The change holds in any case: to refuse it now would leave this node with another ring. */
  private void keep() {
    try {
      memory.keepKeyring(ring);
    } catch (IOException e) {
      LOG.error("the changed keyring cannot be kept: after a restart the old one is used", e);
    }
  }
}
