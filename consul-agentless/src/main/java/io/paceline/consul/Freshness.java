package io.paceline.consul;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a view of a service may be behind.
 *
 * @param known whether there was an answer at all; before that a view is empty for want of one
 * @param age at worst: since the last answer, and how far the server was behind when it answered.
 *     While nothing changes this grows to about a minute, as a server that has nothing new to say
 *     is silent that long
 * @param stale whether {@code maxStale} is exceeded: servers are out of reach, or the one that
 *     answers has not heard from a leader
 * @param problem why the last attempt failed; absent if it did not
 */
public record Freshness(boolean known, Duration age, boolean stale, Optional<String> problem) {}
