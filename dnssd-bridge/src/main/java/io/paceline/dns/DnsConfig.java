package io.paceline.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * What a {@link DnsServer} is to do. Immutable; made by {@link #builder()}.
 *
 * @param bind where to listen, UDP and TCP; port 0 takes a free one, the same for both
 * @param eventLoops threads that answer
 * @param domain the zone with Consul's names
 * @param alternativeDomain a second name of that zone (Consul's {@code alt_domain})
 * @param browsingDomains zones for DNS service discovery (RFC 6763)
 * @param reverseZones reverse zones that this server owns, for instance {@code 10.in-addr.arpa.}
 * @param datacenter the answering node's own; names without a datacenter mean it
 * @param node the answering node's name: its address is the name server's; may be empty
 * @param ttls how long answers may be kept
 * @param soa what secondary servers would be told
 * @param answers what goes into them
 * @param selection which instances they name, and how often each comes first
 * @param stale what is answered when the catalog has lost its source
 * @param recursors who is asked for names outside the zones
 * @param tcp what TCP clients may hold
 * @param rateLimit how much UDP clients may be sent that could be forged
 */
public record DnsConfig(
    InetSocketAddress bind,
    int eventLoops,
    Name domain,
    Optional<Name> alternativeDomain,
    List<Name> browsingDomains,
    List<Name> reverseZones,
    String datacenter,
    String node,
    TtlSettings ttls,
    SoaSettings soa,
    AnswerSettings answers,
    SelectionSettings selection,
    StaleSettings stale,
    RecursorSettings recursors,
    TcpSettings tcp,
    RateLimitSettings rateLimit) {
  private static final int EVENT_LOOPS_MAX = 256;

  /** The longest domain that leaves room for the target of an IPv6 address below it. */
  private static final int DOMAIN_BYTES_MAX = 128;

  public DnsConfig {
    if (eventLoops < 1 || eventLoops > EVENT_LOOPS_MAX) {
      throw new IllegalArgumentException(
          "event loops (" + eventLoops + ") must be 1 to " + EVENT_LOOPS_MAX);
    }
    if (datacenter.isEmpty() || datacenter.length() > 63 || datacenter.indexOf('.') >= 0) {
      throw new IllegalArgumentException(
          "datacenter (\"" + datacenter + "\") must be one DNS label");
    }
    browsingDomains = List.copyOf(browsingDomains);
    reverseZones = List.copyOf(reverseZones);
    requireDistinct(domain, alternativeDomain, browsingDomains, reverseZones);
  }

  private static void requireDistinct(
      Name domain, Optional<Name> alternative, List<Name> browsing, List<Name> reverse) {
    List<Name> seen = new ArrayList<>();
    List<Name> all = new ArrayList<>();
    all.add(domain);
    alternative.ifPresent(all::add);
    all.addAll(browsing);
    all.addAll(reverse);
    for (Name zone : all) {
      if (seen.contains(zone)) {
        throw new IllegalArgumentException("zone " + zone + " is configured twice");
      }
      if (zone.labels() < 2 || zone.length() > DOMAIN_BYTES_MAX) {
        throw new IllegalArgumentException(
            "zone " + zone + " must have 1 label or more and at most 128 bytes");
      }
      seen.add(zone);
    }
  }

  /** Consul's defaults, with one browsing domain, {@code dnssd.consul.}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the settings; each has a default. */
  public static final class Builder {
    private InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8600);
    private int eventLoops = Math.min(4, Runtime.getRuntime().availableProcessors());
    private Name domain = Name.fromConstantString("consul.");
    private Optional<Name> alternativeDomain = Optional.empty();
    private Optional<List<Name>> browsingDomains = Optional.empty();
    private List<Name> reverseZones = List.of();
    private String datacenter = "dc1";
    private String node = "";
    private TtlSettings ttls = TtlSettings.ZERO;
    private SoaSettings soa = SoaSettings.DEFAULT;
    private AnswerSettings answers = AnswerSettings.DEFAULT;
    private SelectionSettings selection = SelectionSettings.DEFAULT;
    private StaleSettings stale = StaleSettings.DEFAULT;
    private RecursorSettings recursors = RecursorSettings.NONE;
    private TcpSettings tcp = TcpSettings.DEFAULT;
    private Optional<RateLimitSettings> rateLimit = Optional.empty();

    private Builder() {}

    /** Default: port 8600 of the loopback address. */
    public Builder bind(InetSocketAddress value) {
      bind = value;
      return this;
    }

    /** Default: one per core, at most 4. */
    public Builder eventLoops(int value) {
      eventLoops = value;
      return this;
    }

    /** Default: {@code consul.} */
    public Builder domain(String value) {
      domain = zone(value);
      return this;
    }

    /** Default: none. */
    public Builder alternativeDomain(String value) {
      alternativeDomain = Optional.of(zone(value));
      return this;
    }

    /** Default: {@code dnssd} below the domain, so that one forwarding rule covers both. */
    public Builder browsingDomains(List<String> values) {
      browsingDomains = Optional.of(values.stream().map(Builder::zone).toList());
      return this;
    }

    /** Default: none; the addresses that the catalog knows are answered all the same. */
    public Builder reverseZones(List<String> values) {
      reverseZones = values.stream().map(Builder::zone).toList();
      return this;
    }

    /** Default: {@code dc1}. */
    public Builder datacenter(String value) {
      datacenter = value;
      return this;
    }

    /** Default: none; the name server's address is then the one that the server is bound to. */
    public Builder node(String value) {
      node = value;
      return this;
    }

    /** Default: 0 for everything, as Consul has it. */
    public Builder ttls(TtlSettings value) {
      ttls = value;
      return this;
    }

    /** Default: {@link SoaSettings#DEFAULT}, Consul's. */
    public Builder soa(SoaSettings value) {
      soa = value;
      return this;
    }

    /** Default: {@link AnswerSettings#DEFAULT}. */
    public Builder answers(AnswerSettings value) {
      answers = value;
      return this;
    }

    /** Default: {@link SelectionSettings#DEFAULT}, which prefers no place. */
    public Builder selection(SelectionSettings value) {
      selection = value;
      return this;
    }

    /** Default: {@link StaleSettings#DEFAULT}. */
    public Builder stale(StaleSettings value) {
      stale = value;
      return this;
    }

    /** Default: none, foreign names are refused. */
    public Builder recursors(RecursorSettings value) {
      recursors = value;
      return this;
    }

    /** Default: {@link TcpSettings#DEFAULT}. */
    public Builder tcp(TcpSettings value) {
      tcp = value;
      return this;
    }

    /** Default: none on loopback, else {@link RateLimitSettings#DEFAULT}. */
    public Builder rateLimit(RateLimitSettings value) {
      rateLimit = Optional.of(value);
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and its value
     */
    public DnsConfig build() {
      List<Name> browsing = browsingDomains.orElseGet(() -> List.of(zone("dnssd." + domain)));
      return new DnsConfig(
          bind,
          eventLoops,
          domain,
          alternativeDomain,
          browsing,
          reverseZones,
          datacenter,
          node,
          ttls,
          soa,
          answers,
          selection,
          stale,
          recursors,
          tcp,
          rateLimit.orElseGet(this::rateLimitByDefault));
    }

    private RateLimitSettings rateLimitByDefault() {
      boolean loopback = !bind.isUnresolved() && bind.getAddress().isLoopbackAddress();
      return loopback ? RateLimitSettings.NONE : RateLimitSettings.DEFAULT;
    }

    private static Name zone(String text) {
      try {
        return Name.fromString(text, Name.root);
      } catch (TextParseException e) {
        throw new IllegalArgumentException("\"" + text + "\" is no domain name", e);
      }
    }
  }
}
