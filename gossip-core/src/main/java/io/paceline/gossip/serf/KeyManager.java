package io.paceline.gossip.serf;

import io.paceline.service.Bytes;
import java.util.List;

/**
 * The keyring as operators change it by key queries. Called on the engine's thread; it takes effect
 * for the next packet.
 */
public interface KeyManager {
  /**
   * Adds a key to those that decrypt.
   *
   * @throws IllegalArgumentException saying why not; nothing has changed then
   */
  void install(Bytes key);

  /**
   * Makes an installed key the primary, which encrypts.
   *
   * @throws IllegalArgumentException saying why not; nothing has changed then
   */
  void use(Bytes key);

  /**
   * Removes a key that is not the primary.
   *
   * @throws IllegalArgumentException saying why not; nothing has changed then
   */
  void remove(Bytes key);

  /** All keys, the primary first; never empty. */
  List<Bytes> keys();
}
