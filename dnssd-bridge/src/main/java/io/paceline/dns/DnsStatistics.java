package io.paceline.dns;

/**
 * What a server has done since it started.
 *
 * @param udpQueries messages that came by UDP
 * @param tcpQueries messages that came by TCP
 * @param fromCache answers that were put together from records encoded before
 * @param dropped messages that got no answer: too short, or responses
 * @param malformed answered with FORMERR
 * @param refused answered with REFUSED: no zone of this server, or not IN
 * @param noSuchName answered with NXDOMAIN
 * @param truncated answers that were cut to fit
 * @param rateLimited answers that were dropped or emptied because their network had too many
 * @param forwarded questions that were passed on to recursors
 * @param stale answers, or SERVFAIL in their place, while the catalog was out of reach of its
 *     source
 * @param failures answered with SERVFAIL after an error of our own; anything but 0 is a bug
 * @param connections TCP connections that were accepted
 * @param connectionsRefused TCP connections beyond a limit
 * @param connectionsTimedOut TCP connections closed for idleness
 */
public record DnsStatistics(
    long udpQueries,
    long tcpQueries,
    long fromCache,
    long dropped,
    long malformed,
    long refused,
    long noSuchName,
    long truncated,
    long rateLimited,
    long forwarded,
    long stale,
    long failures,
    long connections,
    long connectionsRefused,
    long connectionsTimedOut) {}
