package io.paceline.gossip.message;

import io.paceline.service.Bytes;

/**
 * The payload of Serf's internal key queries.
 *
 * @param key the key that is meant, empty when keys are only listed
 */
public record KeyRequest(Bytes key) {}
