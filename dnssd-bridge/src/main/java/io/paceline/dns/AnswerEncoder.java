package io.paceline.dns;

import io.paceline.dns.AnswerTemplate.Owner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
import org.xbill.DNS.Type;

/**
 * Encodes the records of an answer into an {@link AnswerTemplate}. Names are compressed where RFC
 * 1035 allows it, and only where the bytes are the same, letter case included. Used for one answer.
 */
final class AnswerEncoder {
  private static final int POINTER = 0xc000;
  private static final int FIXED_BYTES = 10;

  /** Priority, weight and port stand before the target (RFC 2782). */
  private static final int SERVER_FIXED_BYTES = 6;

  /** A name that records further back may be owned by. */
  private record Target(int block, int offset, int length, List<Integer> roots) {}

  private final byte[] question;
  private final boolean[] labelStarts;

  private final WireBuffer out = new WireBuffer(512);
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> records = new ArrayList<>();
  private final List<Owner> owners = new ArrayList<>();
  private final Map<Name, Target> targets = new HashMap<>();
  private final Map<Integer, List<int[]>> phases = new LinkedHashMap<>();
  private final List<Integer> loose = new ArrayList<>();
  private int serialAt = -1;

  private AnswerEncoder(Name question) {
    this.question = question.toWire();
    this.labelStarts = new boolean[this.question.length];
    for (int at = 0; this.question[at] != 0; at += 1 + this.question[at]) {
      labelStarts[at] = true;
    }
  }

  static AnswerTemplate encode(Name question, Answer answer) {
    return new AnswerEncoder(question).encode(answer);
  }

  private AnswerTemplate encode(Answer answer) {
    int answers = answer.answer().size();
    for (int i = 0; i < answers; i++) {
      single(answer.answer().get(i), i);
    }
    answer.authority().forEach(each -> single(each, -1));
    List<Record> additional = answer.additional();
    for (int from = 0; from < additional.size(); ) {
      int to = endOfSet(additional, from);
      set(additional.subList(from, to), answers);
      from = to;
    }
    starts.add(out.size());
    List<int[]> inOrder = new ArrayList<>();
    phases.values().forEach(inOrder::addAll);
    return new AnswerTemplate(
        answer,
        out.toByteArray(),
        ints(starts),
        ints(records),
        owners.toArray(new Owner[0]),
        inOrder.toArray(new int[0][]),
        ints(loose),
        serialAt);
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Half of an RRset would be taken for all of it, so that sets are kept together. */
  private static int endOfSet(List<Record> records, int from) {
    int to = from + 1;
    while (to < records.size() && records.get(from).sameRRset(records.get(to))) {
      to++;
    }
    return to;
  }

  private void single(Record each, int root) {
    begin(1, Owner.SPELLED);
    writeName(each.getName());
    writeRest(each, root);
  }

  private void begin(int count, Owner owner) {
    starts.add(out.size());
    records.add(count);
    owners.add(owner);
  }

  private void set(List<Record> set, int answers) {
    int block = starts.size();
    int start = out.size();
    Target target = targets.get(set.get(0).getName());
    begin(set.size(), Owner.SPELLED);
    int[] open = new int[target == null ? set.size() - 1 : set.size()];
    int opened = 0;
    int ownerBytes = 0;
    for (int i = 0; i < set.size(); i++) {
      if (target == null && i == 0) {
        writeName(set.get(i).getName());
        ownerBytes = out.size() - start;
      } else {
        open[opened++] = out.size() - start;
        out.u16(0);
      }
      writeRest(set.get(i), target == null ? -1 : target.roots().get(0));
    }
    if (target == null) {
      owners.set(block, new Owner(block, 0, ownerBytes, open));
      loose.add(block);
    } else {
      owners.set(block, new Owner(target.block(), target.offset(), target.length(), open));
      for (int root : target.roots()) {
        root(block, set.get(0).getType(), root, answers);
      }
    }
  }

  /** Puts an additional block where its answer is, behind those of other kinds before it. */
  private void root(int block, int type, int root, int answers) {
    if (root < 0) {
      loose.add(block);
      return;
    }
    int kind = type == Type.AAAA ? Type.A : type;
    List<int[]> arrays = phases.computeIfAbsent(kind, k -> new ArrayList<>());
    for (int[] array : arrays) {
      if (array[root] < 0) {
        array[root] = block;
        return;
      }
    }
    int[] next = new int[answers];
    Arrays.fill(next, -1);
    next[root] = block;
    arrays.add(next);
  }

  private void writeRest(Record each, int root) {
    out.u16(each.getType()).u16(each.getDClass()).u32((int) each.getTTL());
    int lengthAt = out.reserve(2);
    writeData(each, root);
    out.setU16(lengthAt, out.size() - lengthAt - 2);
  }

  /** Names in the data are compressed in the types of RFC 1035 only (RFC 3597 section 4). */
  private void writeData(Record each, int root) {
    if (each instanceof PTRRecord pointer) {
      int at = out.size();
      writeName(pointer.getTarget());
      target(pointer.getTarget(), at, root);
    } else if (each instanceof NSRecord server) {
      writeName(server.getTarget());
    } else if (each instanceof CNAMERecord alias) {
      writeName(alias.getTarget());
    } else if (each instanceof SOARecord soa) {
      writeSoa(soa);
    } else {
      int at = out.size();
      byte[] whole = each.toWire(Section.ANSWER);
      int from = each.getName().length() + FIXED_BYTES;
      out.write(whole, from, whole.length - from);
      if (each instanceof SRVRecord server) {
        target(server.getTarget(), at + SERVER_FIXED_BYTES, root);
        repeat(server.getTarget(), root);
      }
    }
  }

  /** Remembers the name that has just been written. */
  private void target(Name name, int at, int root) {
    int block = starts.size() - 1;
    List<Integer> roots = new ArrayList<>(List.of(root));
    targets.putIfAbsent(name, new Target(block, at - starts.get(block), out.size() - at, roots));
  }

  /**
   * As Consul does, the addresses of a host stand there as often as SRV records in the answer name
   * it. RFC 2181 section 5.2 calls that superfluous, but HAProxy gives each address record to one
   * server, and leaves a third instance at the same host without.
   */
  private void repeat(Name name, int root) {
    Target first = targets.get(name);
    boolean answered = root == starts.size() - 1; // an answer's block is as many as its place
    if (first != null && answered && !first.roots().contains(root)) {
      first.roots().add(root);
    }
  }

  private void writeSoa(SOARecord soa) {
    writeName(soa.getHost());
    writeName(soa.getAdmin());
    serialAt = out.size();
    out.u32((int) soa.getSerial());
    out.u32((int) soa.getRefresh());
    out.u32((int) soa.getRetry());
    out.u32((int) soa.getExpire());
    out.u32((int) soa.getMinimum());
  }

  private void writeName(Name name) {
    byte[] wire = name.toWire();
    int at = 0;
    while (wire[at] != 0) {
      int same = question.length - (wire.length - at);
      if (same >= 0 && labelStarts[same] && isSuffix(wire, at, same)) {
        out.write(wire, 0, at);
        out.u16(POINTER | (DnsQuery.HEADER_BYTES + same));
        return;
      }
      at += 1 + wire[at];
    }
    out.write(wire, 0, wire.length);
  }

  private boolean isSuffix(byte[] wire, int at, int same) {
    return Arrays.equals(wire, at, wire.length, question, same, question.length);
  }
}
