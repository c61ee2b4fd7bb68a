package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import io.paceline.service.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/**
 * Writes the sections of an answer behind a question that is already there, never past a limit:
 * additional records are left out first and silently, then the answer is cut (RFC 2181 section 9).
 * Names are compressed where RFC 1035 allows it, and only where the bytes are the same, letter case
 * included. Used for one message.
 */
final class AnswerEncoder {
  private static final int POINTER = 0xc000;
  private static final int POINTER_MAX = 0x3fff;
  private static final int FIXED_BYTES = 10;

  private final ByteBuf out;
  private final int start;
  private final int end;
  private final Map<Bytes, Integer> offsets = new HashMap<>();

  private int answers;
  private int authorities;
  private int additionals;
  private boolean truncated;

  /**
   * Begins behind the question.
   *
   * @param out holds a header and a question
   * @param start where the header begins: offsets in a message count from there
   * @param bytesMax how long header, question and sections may become
   */
  AnswerEncoder(ByteBuf out, int start, int bytesMax) {
    this.out = out;
    this.start = start;
    this.end = start + bytesMax;
  }

  void encode(Name question, Answer answer) {
    remember(question.toWire(), DnsQuery.HEADER_BYTES);
    answers = writeAll(answer.answer());
    truncated = answers < answer.answer().size();
    if (!truncated) {
      authorities = writeAll(answer.authority());
      truncated = authorities < answer.authority().size();
    }
    if (!truncated) {
      additionals = writeSets(answer.additional());
    }
  }

  int answers() {
    return answers;
  }

  int authorities() {
    return authorities;
  }

  int additionals() {
    return additionals;
  }

  boolean isTruncated() {
    return truncated;
  }

  /** As many records as fit. */
  private int writeAll(List<Record> records) {
    int written = 0;
    for (Record each : records) {
      if (!write(List.of(each))) {
        break;
      }
      written++;
    }
    return written;
  }

  /** Whole RRsets as long as they fit: half of one would be taken for all of it. */
  private int writeSets(List<Record> records) {
    int written = 0;
    while (written < records.size()) {
      int next = written + 1;
      while (next < records.size() && records.get(written).sameRRset(records.get(next))) {
        next++;
      }
      if (!write(records.subList(written, next))) {
        break;
      }
      written = next;
    }
    return written;
  }

  private boolean write(List<Record> records) {
    int mark = out.writerIndex();
    for (Record each : records) {
      write(each);
      if (out.writerIndex() > end) {
        out.writerIndex(mark);
        offsets.values().removeIf(offset -> start + offset >= mark);
        return false;
      }
    }
    return true;
  }

  private void write(Record each) {
    writeName(each.getName());
    out.writeShort(each.getType());
    out.writeShort(each.getDClass());
    out.writeInt((int) each.getTTL());
    int lengthAt = out.writerIndex();
    out.writeShort(0);
    writeData(each);
    out.setShort(lengthAt, out.writerIndex() - lengthAt - 2);
  }

  /** Names in the data are compressed in the types of RFC 1035 only (RFC 3597 section 4). */
  private void writeData(Record each) {
    if (each instanceof PTRRecord pointer) {
      writeName(pointer.getTarget());
    } else if (each instanceof NSRecord server) {
      writeName(server.getTarget());
    } else if (each instanceof CNAMERecord alias) {
      writeName(alias.getTarget());
    } else if (each instanceof SOARecord soa) {
      writeSoa(soa);
    } else {
      byte[] whole = each.toWire(Section.ANSWER);
      int from = each.getName().length() + FIXED_BYTES;
      out.writeBytes(whole, from, whole.length - from);
    }
  }

  private void writeSoa(SOARecord soa) {
    writeName(soa.getHost());
    writeName(soa.getAdmin());
    out.writeInt((int) soa.getSerial());
    out.writeInt((int) soa.getRefresh());
    out.writeInt((int) soa.getRetry());
    out.writeInt((int) soa.getExpire());
    out.writeInt((int) soa.getMinimum());
  }

  private void writeName(Name name) {
    byte[] wire = name.toWire();
    int offset = out.writerIndex() - start;
    int at = 0;
    while (wire[at] != 0) {
      Integer known = offsets.get(suffix(wire, at));
      if (known != null) {
        out.writeBytes(wire, 0, at);
        out.writeShort(POINTER | known);
        rememberUpTo(wire, at, offset);
        return;
      }
      at += 1 + wire[at];
    }
    out.writeBytes(wire);
    rememberUpTo(wire, at, offset);
  }

  private void remember(byte[] wire, int offset) {
    rememberUpTo(wire, wire.length - 1, offset);
  }

  private void rememberUpTo(byte[] wire, int count, int offset) {
    for (int at = 0; at < count; at += 1 + wire[at]) {
      if (offset + at <= POINTER_MAX) {
        offsets.putIfAbsent(suffix(wire, at), offset + at);
      }
    }
  }

  private static Bytes suffix(byte[] wire, int at) {
    return Bytes.wrap(java.util.Arrays.copyOfRange(wire, at, wire.length));
  }
}
