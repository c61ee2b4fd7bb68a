package io.paceline.gossip.serf;

import io.paceline.service.Bytes;

/**
 * A question that some member asks of this one, and that the application may answer.
 *
 * @param number names it in an answer; unique within this node
 * @param name what it is about
 * @param payload for the application
 * @param source the member that asks
 * @param deadlineNanos engine time until which the asker waits
 */
public record ReceivedQuery(
    long number, String name, Bytes payload, String source, long deadlineNanos) {}
