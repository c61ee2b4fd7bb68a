package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;

/**
 * Encodes the sections of an answer, never past a limit: additional records are left out first and
 * silently, then the answer is cut (RFC 2181 section 9). Names are compressed where RFC 1035 allows
 * it, and only where the bytes are the same, letter case included. Used for one message at a time;
 * owned by one event loop.
 */
final class AnswerEncoder {
  private static final int POINTER = 0xc000;
  private static final int POINTER_MAX = 0x3fff;
  private static final int FIXED_BYTES = 10;

  private final boolean tellsTruncation;

  /** The sections alone; offsets in the message count from {@link #base} before it. */
  private final ByteBuf out = Unpooled.buffer(512);

  private final Map<Bytes, Integer> offsets = new HashMap<>();
  private final List<Integer> patches = new ArrayList<>();
  private int base;
  private int end;

  /**
   * An encoder.
   *
   * @param tellsTruncation whether an answer that was cut says so
   */
  AnswerEncoder(boolean tellsTruncation) {
    this.tellsTruncation = tellsTruncation;
  }

  /**
   * Encodes an answer.
   *
   * @param question the name that was asked for
   * @param bytesMax how long the sections may become
   */
  EncodedAnswer encode(Name question, Answer answer, int bytesMax) {
    begin(question.toWire(), bytesMax);
    int answers = writeAll(answer.answer());
    boolean whole = answers == answer.answer().size();
    int authorities = whole ? writeAll(answer.authority()) : 0;
    whole = whole && authorities == answer.authority().size();
    int additionals = whole ? writeSets(answer.additional()) : 0;
    byte[] sections = ByteBufUtil.getBytes(out);
    int[] repeats = patches.stream().mapToInt(Integer::intValue).toArray();
    boolean told = !whole && tellsTruncation;
    return new EncodedAnswer(answer, told, sections, answers, authorities, additionals, repeats);
  }

  private void begin(byte[] question, int bytesMax) {
    out.clear();
    offsets.clear();
    patches.clear();
    base = DnsQuery.HEADER_BYTES + question.length + 4;
    end = bytesMax;
    remember(question, DnsQuery.HEADER_BYTES);
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
        while (!patches.isEmpty() && patches.get(patches.size() - 2) >= mark) {
          patches.subList(patches.size() - 2, patches.size()).clear();
        }
        offsets.values().removeIf(offset -> offset >= base + mark);
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
    } else if (each instanceof SRVRecord server) {
      writeServer(server);
    } else {
      byte[] whole = each.toWire(Section.ANSWER);
      int from = each.getName().length() + FIXED_BYTES;
      out.writeBytes(whole, from, whole.length - from);
    }
  }

  /** The target is not compressed (RFC 2782), but later names may point at it. */
  private void writeServer(SRVRecord server) {
    out.writeShort(server.getPriority());
    out.writeShort(server.getWeight());
    out.writeShort(server.getPort());
    byte[] target = server.getTarget().toWire();
    int start = out.writerIndex();
    for (int at = 0; target[at] != 0; at += 1 + target[at]) {
      Integer known = offsets.get(suffix(target, at));
      if (known != null && known < base) {
        patches.add(start + at);
        patches.add(known);
        break;
      }
    }
    out.writeBytes(target);
    remember(target, base + start);
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
    int offset = base + out.writerIndex();
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
