package io.paceline.gossip.message;

/**
 * A place in the space of round trips (Vivaldi): the distance between two coordinates estimates the
 * round-trip time between their owners. All lengths are seconds. It is carried as received; whether
 * it makes sense is the reader's question.
 *
 * @param vector the Euclidean part, eight dimensions at Serf's agents
 * @param error how little the owner trusts it, without unit
 * @param adjustment correction for what the model cannot express, may be negative
 * @param height the part of each round trip that is spent at the owner's own access link
 */
public record Coordinate(Vector vector, double error, double adjustment, double height) {}
