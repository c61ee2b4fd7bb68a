/**
 * Multicast DNS (RFC 6762) on one link: services of this host are published as {@code .local}, and
 * chosen types that others publish there are brought into the catalog. The protocol itself is
 * JmDNS's; what is here chooses, checks, and keeps it alive.
 */
@NullMarked
package io.paceline.dns.mdns;

import org.jspecify.annotations.NullMarked;
