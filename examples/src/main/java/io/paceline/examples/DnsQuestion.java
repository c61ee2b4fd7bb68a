package io.paceline.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The demo's question, asked with {@code dig} where there is one, else with dnsjava. */
record DnsQuestion(InetSocketAddress server, String name) {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** The line that anybody can type. */
  String digLine() {
    return String.join(" ", dig());
  }

  private List<String> dig() {
    return List.of(
        "dig",
        "@" + server.getAddress().getHostAddress(),
        "-p",
        "" + server.getPort(),
        name,
        "SRV");
  }

  /** The lines of the answer and additional sections, by dig. */
  List<String> answerLines() {
    List<String> command = new ArrayList<>(dig());
    command.addAll(List.of("+noall", "+answer", "+additional"));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return out.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      return lines(ask()); // no dig here
    }
  }

  private static List<String> lines(Message answer) {
    List<String> lines = new ArrayList<>();
    for (int section : new int[] {Section.ANSWER, Section.ADDITIONAL}) {
      for (Record record : answer.getSection(section)) {
        if (record.getType() != Type.OPT) {
          lines.add(record.toString());
        }
      }
    }
    return lines;
  }

  /** The ports of the instances in the answer; nothing that fails is an empty answer. */
  List<Integer> ports() {
    return ask().getSection(Section.ANSWER).stream()
        .filter(SRVRecord.class::isInstance)
        .map(record -> ((SRVRecord) record).getPort())
        .sorted()
        .toList();
  }

  private Message ask() {
    try {
      SimpleResolver resolver = new SimpleResolver(server);
      resolver.setTimeout(TIMEOUT);
      Name question = Name.fromString(name + ".");
      return resolver.send(Message.newQuery(Record.newRecord(question, Type.SRV, DClass.IN)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
