package io.paceline.dns;

import io.paceline.dns.AnswerTemplate.Owner;
import java.util.random.RandomGenerator;

/**
 * Puts the sections of an {@link AnswerTemplate} behind a question, never past a limit: additional
 * records are left out first and silently, then the answer is cut (RFC 2181 section 9). Owned by
 * one event loop, and allocates nothing once it has seen the largest answer.
 *
 * <p>The order of the answers is another one each time: they are passed through in steps of a fixed
 * size from a first one that is drawn by weight, which takes two random numbers for any count. A
 * step that has no divisor in common with the count reaches each of them once.
 */
final class AnswerWriter {
  private static final int POINTER = 0xc000;
  private static final int POINTER_MAX = 0x3fff;

  /** Primes beyond any count of records: their remainders have no divisor in common with it. */
  private static final int[] STEPS = {
    1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081, 1_000_099, 1_000_117, 1_000_121
  };

  private final RandomGenerator random;
  private int[] places = new int[64];

  private int answers;
  private int authorities;
  private int additionals;
  private boolean truncated;

  AnswerWriter(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Writes behind what is there.
   *
   * @param out holds a header and a question
   * @param start where the header begins: offsets in a message count from there
   * @param bytesMax how long header, question and sections may become
   * @param serial of the SOA, if there is one
   */
  void write(AnswerTemplate template, WireBuffer out, int start, int bytesMax, int serial) {
    answers = 0;
    authorities = 0;
    additionals = 0;
    if (places.length < template.blocks()) {
      places = new int[template.blocks()];
    }
    int end = start + bytesMax;
    int count = template.answers;
    int first = count == 0 ? 0 : template.first(random);
    int step = count > 2 ? STEPS[random.nextInt(STEPS.length)] % count : 1;
    truncated =
        !writeAnswers(template, out, start, end, first, step)
            || !writeAuthorities(template, out, start, end);
    if (template.serialAt >= 0) {
      writeSerial(template, out, start, serial);
    }
    if (!truncated) {
      writeAdditionals(template, out, start, end, first, step);
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

  private boolean writeAnswers(
      AnswerTemplate template, WireBuffer out, int start, int end, int first, int step) {
    int count = template.answers;
    for (int i = first; answers < count; i = next(i, step, count)) {
      if (!place(template, i, out, start, end)) {
        return false;
      }
      answers++;
    }
    return true;
  }

  private static int next(int i, int step, int count) {
    int next = i + step;
    return next < count ? next : next - count;
  }

  private boolean writeAuthorities(AnswerTemplate template, WireBuffer out, int start, int end) {
    while (authorities < template.authorities) {
      if (!place(template, template.answers + authorities, out, start, end)) {
        return false;
      }
      authorities++;
    }
    return true;
  }

  private void writeAdditionals(
      AnswerTemplate template, WireBuffer out, int start, int end, int first, int step) {
    int count = template.answers;
    for (int p = 0; p < template.phases.length; p++) {
      int[] blocks = template.phases[p];
      int i = first;
      for (int n = 0; n < count; n++) {
        if (blocks[i] >= 0 && !writeAdditional(template, blocks[i], out, start, end)) {
          return;
        }
        i = next(i, step, count);
      }
    }
    for (int block : template.loose) {
      if (!writeAdditional(template, block, out, start, end)) {
        return;
      }
    }
  }

  private boolean writeAdditional(
      AnswerTemplate template, int block, WireBuffer out, int start, int end) {
    if (!place(template, block, out, start, end)) {
      return false;
    }
    additionals += template.records[block];
    return true;
  }

  /** Copies a block, if there is room for it. */
  private boolean place(AnswerTemplate template, int block, WireBuffer out, int start, int end) {
    int from = template.starts[block];
    int length = template.starts[block + 1] - from;
    int at = out.size();
    if (at + length > end) {
      return false;
    }
    places[block] = at - start;
    Owner owner = template.owners[block];
    int pointer = owner.open.length == 0 ? 0 : places[owner.block] + owner.offset;
    if (pointer > POINTER_MAX) {
      return spell(template, block, owner, out, end);
    }
    out.write(template.bytes, from, length);
    for (int open : owner.open) {
      out.setU16(at + open, POINTER | pointer);
    }
    return true;
  }

  /** Copies a block whose owner stands too far back in the message to be pointed at. */
  private boolean spell(AnswerTemplate template, int block, Owner owner, WireBuffer out, int end) {
    int mark = out.size();
    byte[] bytes = template.bytes;
    int from = template.starts[block];
    int name = template.starts[owner.block] + owner.offset;
    int done = 0;
    for (int open : owner.open) {
      out.write(bytes, from + done, open - done);
      out.write(bytes, name, owner.length);
      done = open + 2;
    }
    out.write(bytes, from + done, template.starts[block + 1] - from - done);
    boolean fits = out.size() <= end;
    if (!fits) {
      out.cutTo(mark);
    }
    return fits;
  }

  /** The serial stands in an answer or in the authority section. */
  private void writeSerial(AnswerTemplate template, WireBuffer out, int start, int serial) {
    for (int block = 0; block < answers + authorities; block++) {
      int in = template.serialAt - template.starts[block];
      if (in >= 0 && template.serialAt < template.starts[block + 1]) {
        out.setU32(start + places[block] + in, serial);
      }
    }
  }
}
