package io.paceline.sidecar.cli;

/** The options of {@code paceline agent}: the one list that parsing and help are made from. */
enum AgentOption {
  CONFIG("--config", "FILE", false, "YAML with these options; environment and flags beat it"),
  NODE("--node", "NAME", false, "name, unique in the cluster (default: the host's name)"),
  BIND(
      "--bind",
      "IP|CIDR|INTERFACE:PORT",
      false,
      "where to gossip, UDP and TCP (default: 127.0.0.1:7946)"),
  ADVERTISE(
      "--advertise",
      "IP|CIDR|INTERFACE:PORT",
      false,
      "what peers are told instead of the bound address"),
  JOIN("--join", "HOST[:PORT][,...]", true, "members to join through; tried until one answers"),
  DNS("--dns", "IP:PORT", false, "where to answer DNS, UDP and TCP (default: 127.0.0.1:8600)"),
  DNS_DOMAIN("--dns-domain", "NAME", false, "zone with Consul's names (default: consul)"),
  DNS_ALT_DOMAIN("--dns-alt-domain", "NAME", false, "a second name of that zone"),
  DNS_ONLY_PASSING("--dns-only-passing", "", false, "leave out instances with a warning"),
  DNS_NODE_TTL("--dns-node-ttl", "TIME", false, "TTL of records of nodes (default: 0s)"),
  DNS_SERVICE_TTL(
      "--dns-service-ttl",
      "NAME=TIME[,...]",
      true,
      "TTL of a service, of those with a prefix (web*), or of all (*) (default: 0s)"),
  DNS_ALLOW_STALE(
      "--dns-allow-stale",
      "true|false",
      false,
      "answer without Consul's servers (default: true, unless its reads are consistent)"),
  DNS_MAX_STALE(
      "--dns-max-stale", "TIME", false, "for how long after they were lost (default: 10 years)"),
  DNS_RECURSOR(
      "--dns-recursor",
      "IP[:PORT][,...]",
      true,
      "resolvers for other names (default: refuse them)"),
  DNS_UDP_ANSWER_LIMIT(
      "--dns-udp-answer-limit",
      "COUNT",
      false,
      "answers by UDP to clients without EDNS (default: 0, as many as fit)"),
  DNS_A_RECORD_LIMIT(
      "--dns-a-record-limit", "COUNT", false, "A or AAAA records in an answer (default: 0, all)"),
  DNS_NEAR(
      "--dns-near", "", false, "DNS answers with what is near the member that asks, by round trip"),
  HTTP("--http", "IP:PORT", false, "where to answer HTTP (default: 127.0.0.1:8500)"),
  HTTP_TOKEN_FILE(
      "--http-token-file",
      "FILE",
      false,
      "what HTTP requests have to show, mode 0600; needed beyond loopback"),
  HTTP_CERT("--http-cert", "FILE", false, "certificates for HTTPS, PEM"),
  HTTP_KEY("--http-key", "FILE", false, "its key, PEM (PKCS#8), mode 0600"),
  CHECK_ALLOW(
      "--check-allow",
      "CIDR[,...]",
      true,
      "where checks that come by HTTP may connect to (default: this host only)"),
  MDNS("--mdns", "IP", false, "address of the link for multicast DNS (default: none)"),
  MDNS_PUBLISH(
      "--mdns-publish", "SERVICE[,...]", true, "services of this member shown on the link"),
  MDNS_BROWSE("--mdns-browse", "_TYPE._tcp[,...]", true, "types on the link that are brought in"),
  DATA_DIR("--data-dir", "DIR", false, "keeps registrations and known peers over a restart"),
  SERVICE_DIR(
      "--service-dir", "DIR", false, "files that define services; read again when they change"),
  KEY_FILE("--key-file", "FILE", false, "Serf keyring: JSON array of base64 keys, mode 0600"),
  VERIFY_INCOMING(
      "--verify-incoming",
      "true|false",
      false,
      "with a key: refuse what is not encrypted (default: true)"),
  VERIFY_OUTGOING(
      "--verify-outgoing", "true|false", false, "with a key: encrypt what is sent (default: true)"),
  ALLOW(
      "--allow",
      "CIDR[,...]",
      true,
      "take packets and members only from there (default: anywhere)"),
  CLUSTER("--cluster", "NAME", false, "keeps clusters that share a network apart (a label)"),
  PROFILE("--profile", "lan|wan|local", false, "the cluster's pace (default: lan)"),
  TAG("--tag", "KEY=VALUE", true, "tag of this member; all together at most 512 bytes"),
  DC("--dc", "NAME", false, "datacenter (default: dc1)"),
  CONSUL_LAN(
      "--consul-lan", "", false, "be a client of the LAN pool of this datacenter's Consul servers"),
  SKIP_LEAVE(
      "--skip-leave-on-interrupt",
      "true|false",
      false,
      "end by a signal without leaving, to come back soon (default: false)"),
  CONSUL("--consul", "HOST[:PORT][,...]", true, "Consul's servers, https:// for TLS; no agent"),
  CONSUL_TOKEN_FILE(
      "--consul-token-file", "FILE", false, "its ACL token (or CONSUL_HTTP_TOKEN, ..._FILE)"),
  CONSUL_CA_FILE("--consul-ca-file", "FILE", false, "PEM: the authority of the servers"),
  CONSUL_CERT_FILE("--consul-cert-file", "FILE", false, "PEM: certificate to show to the servers"),
  CONSUL_KEY_FILE("--consul-key-file", "FILE", false, "PEM: the key of that certificate"),
  CONSUL_DNS(
      "--consul-dns", "gossip|consul|both", false, "where DNS answers come from (default: both)"),
  CONSUL_CONSISTENCY(
      "--consul-consistency",
      "stale|default|consistent",
      false,
      "how Consul's catalog is read (default: stale)"),
  CONSUL_MAX_STALE(
      "--consul-max-stale", "TIME", false, "when another server is tried (default: 30s)"),
  CONSUL_REGISTER(
      "--consul-register", "true|false", false, "register services there (default: true)"),
  CONSUL_MIRROR(
      "--consul-mirror", "", false, "carry to each catalog what only the other one knows"),
  ALLOW_UNENCRYPTED(
      "--allow-unencrypted", "", false, "gossip beyond loopback without a key is meant");

  private final String flag;
  private final String parameter;
  private final boolean repeatable;
  private final String description;

  AgentOption(String flag, String parameter, boolean repeatable, String description) {
    this.flag = flag;
    this.parameter = parameter;
    this.repeatable = repeatable;
    this.description = description;
  }

  String flag() {
    return flag;
  }

  /** Its name in a file: the flag without dashes. */
  String key() {
    return flag.substring(2);
  }

  /** What the value looks like; empty for an option without one. */
  String parameter() {
    return parameter;
  }

  boolean takesValue() {
    return !parameter.isEmpty();
  }

  /** Whether a file may give it as a mapping. */
  boolean takesPairs() {
    return parameter.contains("=");
  }

  boolean isRepeatable() {
    return repeatable;
  }

  String description() {
    return description;
  }
}
