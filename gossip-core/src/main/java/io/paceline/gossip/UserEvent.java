package io.paceline.gossip;

import io.paceline.service.Bytes;

/**
 * A custom event that some member sent to all.
 *
 * @param lTime its Lamport time: a later event of the same sender has a higher one
 * @param name what it is about
 * @param payload for the application
 * @param coalesce whether only the latest of its name matters
 */
public record UserEvent(long lTime, String name, Bytes payload, boolean coalesce) {}
