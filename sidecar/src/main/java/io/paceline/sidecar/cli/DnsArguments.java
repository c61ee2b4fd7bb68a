package io.paceline.sidecar.cli;

import io.netty.util.NetUtil;
import io.paceline.dns.AnswerSettings;
import io.paceline.dns.RecursorSettings;
import io.paceline.dns.StaleSettings;
import io.paceline.dns.TtlSettings;
import io.paceline.sidecar.agent.DnsSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the options that begin with {@code --dns} mean. */
final class DnsArguments {
  private static final String BIND_DEFAULT = "127.0.0.1:8600";
  private static final int DNS_PORT = 53;

  private final AgentArguments arguments;

  DnsArguments(AgentArguments arguments) {
    this.arguments = arguments;
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException naming the option and the value that are wrong
   */
  DnsSettings settings() {
    return new DnsSettings(
        HostPort.parse("--dns", arguments.value(AgentOption.DNS).orElse(BIND_DEFAULT)),
        arguments.value(AgentOption.DNS_DOMAIN).orElse("consul"),
        arguments.value(AgentOption.DNS_ALT_DOMAIN),
        new TtlSettings(time(AgentOption.DNS_NODE_TTL, Duration.ZERO), services(), Duration.ZERO),
        answers(),
        arguments.has(AgentOption.DNS_NEAR),
        arguments
            .value(AgentOption.DNS_ALLOW_STALE)
            .map(given -> AgentRun.isOn(arguments, AgentOption.DNS_ALLOW_STALE)),
        time(AgentOption.DNS_MAX_STALE, StaleSettings.DEFAULT.max()),
        recursors());
  }

  private Duration time(AgentOption option, Duration ifAbsent) {
    return arguments
        .value(option)
        .map(text -> TimeValue.parse(option.flag(), text))
        .orElse(ifAbsent);
  }

  private Map<String, Duration> services() {
    String flag = AgentOption.DNS_SERVICE_TTL.flag();
    Map<String, Duration> ttls = new LinkedHashMap<>();
    for (String text : AgentRun.list(arguments, AgentOption.DNS_SERVICE_TTL)) {
      KeyValue pair = KeyValue.parse(flag, text);
      if (ttls.put(pair.key(), TimeValue.parse(flag, pair.value())) != null) {
        throw new IllegalArgumentException(flag + " " + pair.key() + " is given twice");
      }
    }
    return ttls;
  }

  private AnswerSettings answers() {
    AnswerSettings standard = AnswerSettings.DEFAULT;
    return new AnswerSettings(
        arguments.has(AgentOption.DNS_ONLY_PASSING),
        count(AgentOption.DNS_A_RECORD_LIMIT, standard.addressLimit()),
        count(AgentOption.DNS_UDP_ANSWER_LIMIT, standard.udpAnswerLimit()),
        standard.truncation(),
        standard.nodeMetaTxt(),
        standard.serviceTxt(),
        standard.udpPayloadMax());
  }

  private int count(AgentOption option, int ifAbsent) {
    String text = arguments.value(option).orElse(Integer.toString(ifAbsent));
    if (!text.matches("\\d{1,6}")) {
      throw new IllegalArgumentException(
          option.flag() + " must be a number from 0 to 999999, not \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }

  private RecursorSettings recursors() {
    List<InetSocketAddress> servers =
        AgentRun.list(arguments, AgentOption.DNS_RECURSOR).stream()
            .map(DnsArguments::recursor)
            .toList();
    RecursorSettings standard = RecursorSettings.NONE;
    return new RecursorSettings(servers, standard.timeout(), standard.order());
  }

  /** An IPv6 address needs no brackets where no port follows. */
  private static InetSocketAddress recursor(String text) {
    String host =
        NetUtil.isValidIpV6Address(text) && !text.startsWith("[") ? "[" + text + "]" : text;
    boolean alone = host.endsWith("]") || host.indexOf(':') < 0;
    return HostPort.parse(AgentOption.DNS_RECURSOR.flag(), alone ? host + ":" + DNS_PORT : host);
  }
}
