package io.paceline.gossip;

import io.paceline.service.Bytes;

/**
 * A question that some member asks of this one.
 *
 * @param number names it in an answer; unique within this node
 * @param name what it is about
 * @param payload for the application
 * @param source the member that asks
 */
public record Query(long number, String name, Bytes payload, String source) {}
