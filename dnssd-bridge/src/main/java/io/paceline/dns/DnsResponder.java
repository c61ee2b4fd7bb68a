package io.paceline.dns;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.selection.RoundTrips;
import io.paceline.service.selection.SelectionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Answers a question from a snapshot of the catalog: a function of the two, but for the order of
 * equals, which a random generator decides. Knows no sockets and no sizes. Safe for use by many
 * threads.
 */
final class DnsResponder {
  private final Zones zones;
  private final ZoneAuthority authority;
  private final AnswerSettings settings;
  private final SelectionSettings selection;
  private final String node;
  private final Name domain;

  /** Derived from the newest snapshot that was asked about; another one replaces it. */
  private volatile @Nullable CatalogIndex index;

  DnsResponder(DnsConfig config) {
    this.zones = Zones.of(config);
    this.authority = new ZoneAuthority(config);
    this.settings = config.answers();
    this.selection = config.selection();
    this.node = config.node();
    this.domain = config.domain();
  }

  Answer answer(DnsQuestion question, CatalogSnapshot catalog, RandomGenerator random) {
    Zone zone = zones.of(question.name());
    if (zone == null) {
      return unzoned(question, catalog, random);
    }
    Name name = question.name();
    Name origin = new Name(name, name.labels() - zone.origin().labels());
    List<String> labels = Labels.before(name, origin);
    SelectionContext context = context(question);
    var lookup = new Zone.Lookup(name, origin, labels, catalog, indexOf(catalog), context);
    NameRecords found = find(zone, lookup);
    return found == null
        ? negative(Rcode.NXDOMAIN, origin, catalog, List.of(), null)
        : positive(question, found, origin, catalog, random);
  }

  private @Nullable NameRecords find(Zone zone, Zone.Lookup lookup) {
    List<String> labels = lookup.labels();
    if (labels.isEmpty()) {
      return authority.top(lookup.origin(), lookup.catalog());
    }
    NameRecords found = zone.find(lookup);
    boolean server = labels.size() == 1 && Labels.same(labels.get(0), ZoneAuthority.NAME_SERVER);
    boolean ownServer = server && !ReverseName.isBelowArpa(lookup.origin());
    return found == null && ownServer ? authority.server(lookup.name(), lookup.catalog()) : found;
  }

  /** An address that the catalog knows has a PTR in any case: a zone of that one name. */
  private Answer unzoned(DnsQuestion question, CatalogSnapshot catalog, RandomGenerator random) {
    ReverseName reverse = ReverseName.parse(question.name());
    if (reverse == null || !reverse.isWhole()) {
      return Answer.REFUSED;
    }
    Name name = question.name();
    NameRecords found = ReverseZone.pointers(name, reverse, domain, indexOf(catalog));
    return found == null ? Answer.REFUSED : positive(question, found, name, catalog, random);
  }

  private Answer positive(
      DnsQuestion question,
      NameRecords found,
      Name origin,
      CatalogSnapshot catalog,
      RandomGenerator random) {
    int type = question.type();
    List<Record> all = type == Type.ANY ? any(question, found) : found.of(type);
    List<Integer> weights = unequal(found.weights(type, all));
    List<Record> records = limited(all, weights, limit(question), random);
    List<Record> additional = found.additional(type, records);
    // ANY, and what is cut by a setting, differs from transport to transport or from time to time
    Basis basis = type == Type.ANY || records != all ? null : found.basis();
    if (records.isEmpty()) {
      return negative(Rcode.NOERROR, origin, catalog, additional, basis);
    }
    // Consul and most servers show the name servers beside the SOA
    List<Record> beside = type == Type.SOA ? List.of(authority.ns(origin)) : List.of();
    List<Integer> kept = records == all ? weights : List.of();
    return new Answer(
        Rcode.NOERROR, true, records, kept, beside, additional, -1, origin.length(), basis);
  }

  private static List<Integer> unequal(List<Integer> weights) {
    return weights.stream().distinct().count() > 1 ? weights : List.of();
  }

  /** How many answers there may be by the settings; 0 for any number. */
  private int limit(DnsQuestion question) {
    boolean addresses = question.type() == Type.A || question.type() == Type.AAAA;
    int limit = addresses ? settings.addressLimit() : 0;
    int plain = question.overTcp() || question.edns() ? 0 : settings.udpAnswerLimit();
    return limit == 0 || plain == 0 ? Math.max(limit, plain) : Math.min(limit, plain);
  }

  private static List<Record> limited(
      List<Record> all, List<Integer> weights, int limit, RandomGenerator random) {
    if (limit == 0 || all.size() <= limit) {
      return all;
    }
    return Shuffle.byWeight(all, weights, random).subList(0, limit);
  }

  /** One RRset over UDP, where its size would serve an attacker; all over TCP (RFC 8482). */
  private static List<Record> any(DnsQuestion question, NameRecords found) {
    List<Record> records = new ArrayList<>();
    for (int type : found.types()) {
      List<Record> more = found.of(type);
      records.addAll(more);
      if (!more.isEmpty() && !question.overTcp()) {
        break;
      }
    }
    return records;
  }

  private Answer negative(
      int rcode,
      Name origin,
      CatalogSnapshot catalog,
      List<Record> additional,
      @Nullable Basis basis) {
    List<Record> soa = List.of(authority.soa(origin, catalog));
    return new Answer(
        rcode, true, List.of(), List.of(), soa, additional, -1, origin.length(), basis);
  }

  boolean dependsOnAsker() {
    return selection.dependsOnAsker();
  }

  Asker asker(DnsQuery query, CatalogSnapshot catalog) {
    return Asker.of(query, indexOf(catalog), node);
  }

  private SelectionContext context(DnsQuestion question) {
    Asker asker = question.asker();
    String caller = asker.name().isEmpty() ? node : asker.name();
    RoundTrips roundTrips =
        asker.isMember() ? selection.roundTrips().apply(caller) : RoundTrips.UNKNOWN;
    return new SelectionContext(caller, selection.zone(), roundTrips, question.nowEpochMillis());
  }

  private CatalogIndex indexOf(CatalogSnapshot catalog) {
    CatalogIndex known = index;
    if (known == null || known.catalog() != catalog) {
      known = new CatalogIndex(catalog);
      index = known;
    }
    return known;
  }
}
