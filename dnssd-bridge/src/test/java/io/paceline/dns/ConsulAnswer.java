package io.paceline.dns;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** An answer in the form of the recorded ones, field by field. */
final class ConsulAnswer {
  private ConsulAnswer() {}

  /** The fields that are compared, in their recorded form. */
  static Map<String, Object> of(ConsulVector vector) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rcode", vector.rcode());
    fields.put("flags", vector.flags());
    fields.put("edns", String.valueOf(vector.edns()));
    fields.put("answer", vector.answer());
    fields.put("authority", vector.authority());
    fields.put("additional", vector.additional());
    return fields;
  }

  static Map<String, Object> of(Message message) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rcode", Rcode.string(message.getRcode()));
    fields.put("flags", flags(message));
    OPTRecord opt = message.getOPT();
    fields.put("edns", opt == null ? "null" : String.valueOf(opt.getPayloadSize()));
    fields.put("answer", records(message, Section.ANSWER));
    fields.put("authority", records(message, Section.AUTHORITY));
    fields.put("additional", records(message, Section.ADDITIONAL));
    return fields;
  }

  private static String flags(Message message) {
    List<String> set = new ArrayList<>();
    int[] flags = {Flags.QR, Flags.AA, Flags.TC, Flags.RD, Flags.RA, Flags.AD, Flags.CD};
    for (int flag : flags) {
      if (message.getHeader().getFlag(flag)) {
        set.add(Flags.string(flag).toUpperCase(java.util.Locale.ROOT));
      }
    }
    return String.join(" ", set);
  }

  private static List<String> records(Message message, int section) {
    List<String> records = new ArrayList<>();
    for (Record each : message.getSection(section)) {
      if (each.getType() != Type.OPT) {
        records.add(text(each));
      }
    }
    Collections.sort(records);
    return records;
  }

  private static String text(Record each) {
    String data = each.rdataToString();
    if (each instanceof SOARecord soa) {
      data = data.replaceFirst(" " + soa.getSerial() + " ", " <time> ");
    }
    if (each instanceof TXTRecord text) {
      data = "\"" + String.join("\" \"", text.getStrings()) + "\"";
    }
    if (each instanceof AAAARecord host) {
      data = NetUtil.toAddressString(host.getAddress());
    }
    String type = Type.string(each.getType());
    return each.getName() + " " + each.getTTL() + " " + type + " " + data;
  }

  /** {@code web.service.consul A edns=1232 tcp cls=CH}, asked of Paceline. */
  static Message ask(Exchange exchange, String query) {
    byte[] wire = message(query).toWire();
    return isTcp(query) ? exchange.tcp(wire) : exchange.udp(wire);
  }

  /** The same, asked of a server. */
  static Message ask(RemoteServer server, String query) throws IOException {
    byte[] wire = message(query).toWire();
    return isTcp(query) ? server.tcp(wire) : server.udp(wire);
  }

  private static boolean isTcp(String query) {
    return List.of(query.split(" ")).contains("tcp");
  }

  private static Message message(String query) {
    String[] words = query.split(" ");
    int dclass = query.contains("cls=CH") ? DClass.CH : DClass.IN;
    Message message = Exchange.message(words[0], Type.value(words[1]), dclass);
    for (String word : words) {
      if (word.startsWith("edns=")) {
        int payload = Integer.parseInt(word.substring("edns=".length()));
        message.addRecord(new OPTRecord(payload, 0, 0), Section.ADDITIONAL);
      }
    }
    return message;
  }
}
