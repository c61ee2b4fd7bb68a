package io.paceline.sidecar.agent;

import io.paceline.dns.AnswerSettings;
import io.paceline.dns.DnsConfig;
import io.paceline.dns.RecursorSettings;
import io.paceline.dns.SelectionSettings;
import io.paceline.dns.StaleSettings;
import io.paceline.dns.TtlSettings;
import io.paceline.service.selection.Locality;
import io.paceline.service.selection.RoundTrips;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * How DNS is answered.
 *
 * @param bind where, UDP and TCP; port 0 takes a free one
 * @param domain the zone with Consul's names
 * @param alternativeDomain a second name of it
 * @param ttls how long answers may be kept
 * @param answers what goes into them
 * @param near whether members that ask get what is near them, by round trip
 * @param allowStale whether there are answers when the catalog has lost its source; if absent,
 *     where Consul is not read consistently
 * @param maxStale for how long then
 * @param recursors who is asked for names outside the zones
 */
public record DnsSettings(
    InetSocketAddress bind,
    String domain,
    Optional<String> alternativeDomain,
    TtlSettings ttls,
    AnswerSettings answers,
    boolean near,
    Optional<Boolean> allowStale,
    Duration maxStale,
    RecursorSettings recursors) {

  /**
   * For the DNS server, with all but the {@link #selection}.
   *
   * @param staleByDefault what holds where {@link #allowStale} is absent
   * @throws IllegalArgumentException naming the rule and the value, if one is broken
   */
  DnsConfig.Builder config(String datacenter, String node, boolean staleByDefault) {
    DnsConfig.Builder config =
        DnsConfig.builder()
            .bind(bind)
            .eventLoops(1)
            .domain(domain)
            .datacenter(datacenter)
            .node(node)
            .ttls(ttls)
            .answers(answers)
            .stale(new StaleSettings(allowStale.orElse(staleByDefault), maxStale))
            .recursors(recursors);
    alternativeDomain.ifPresent(config::alternativeDomain);
    return config;
  }

  /**
   * Of those who are no members nothing is known, and all is near.
   *
   * @param roundTrips from a member of that name
   */
  SelectionSettings selection(Function<String, RoundTrips> roundTrips) {
    SelectionSettings plain = SelectionSettings.DEFAULT;
    Locality locality = near ? Locality.SHORTEST_ROUND_TRIP : Locality.ANYWHERE;
    return new SelectionSettings(
        plain.consul().withLocality(locality),
        plain.browsing().withLocality(locality),
        plain.zone(),
        roundTrips);
  }
}
