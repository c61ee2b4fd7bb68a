package io.paceline.gossip.swim;

/**
 * Names one stream between two peers for as long as it is open.
 *
 * @param outgoing whether we opened it; the engine numbers those, the driver numbers incoming ones
 * @param number unique per direction within the life of an engine
 */
public record StreamId(boolean outgoing, long number) {}
