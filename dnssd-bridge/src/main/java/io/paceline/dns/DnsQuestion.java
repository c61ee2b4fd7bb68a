package io.paceline.dns;

import org.xbill.DNS.Name;

/**
 * A question of class IN that deserves an answer.
 *
 * @param name in the letter case that it was asked in
 * @param type the QTYPE
 * @param overTcp whether there is room for everything
 * @param edns whether the client speaks EDNS
 * @param asker who asks, where that matters
 * @param nowEpochMillis when
 */
record DnsQuestion(
    Name name, int type, boolean overTcp, boolean edns, Asker asker, long nowEpochMillis) {}
