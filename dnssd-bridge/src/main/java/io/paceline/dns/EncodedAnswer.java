package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import org.xbill.DNS.Rcode;

/**
 * An answer in wire form, but for the header, the question and the OPT record, which differ from
 * one client to the next. Immutable; made by {@link AnswerEncoder}.
 *
 * <p>Owner names that equal the question's are pointers to it, so that they show its letter case by
 * themselves. The target of an SRV record must not be compressed, yet ends in the domain that was
 * asked: a patch says where it repeats the question.
 */
final class EncodedAnswer {
  /** Sends a client to TCP without telling it anything (TC=1). */
  static final EncodedAnswer COME_BY_TCP = empty(Answer.error(Rcode.NOERROR), true);

  private final int rcode;
  private final boolean authoritative;
  private final boolean truncated;
  private final byte[] sections;
  private final int answers;
  private final int authorities;
  private final int additionals;

  /** Pairs: an offset into the sections, and the offset in the message that it repeats. */
  private final int[] patches;

  EncodedAnswer(
      Answer answer,
      boolean truncated,
      byte[] sections,
      int answers,
      int authorities,
      int additionals,
      int[] patches) {
    this.rcode = answer.rcode();
    this.authoritative = answer.authoritative();
    this.truncated = truncated;
    this.sections = sections;
    this.answers = answers;
    this.authorities = authorities;
    this.additionals = additionals;
    this.patches = patches;
  }

  /** No sections at all. */
  static EncodedAnswer empty(Answer answer, boolean truncated) {
    return new EncodedAnswer(answer, truncated, new byte[0], 0, 0, 0, new int[0]);
  }

  int rcode() {
    return rcode;
  }

  boolean isAuthoritative() {
    return authoritative;
  }

  int bytes() {
    return sections.length;
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

  /** Whether the client must be told that this is not all. */
  boolean isTruncated() {
    return truncated;
  }

  /**
   * Appends the sections.
   *
   * @param out ends with the question
   * @param start where the message begins in it
   * @param nameBytes length of the question's name
   */
  void writeTo(ByteBuf out, int start, int nameBytes) {
    int from = out.writerIndex();
    out.writeBytes(sections);
    int nameEnd = DnsQuery.HEADER_BYTES + nameBytes;
    for (int i = 0; i < patches.length; i += 2) {
      for (int j = patches[i + 1]; j < nameEnd; j++) {
        out.setByte(from + patches[i] + j - patches[i + 1], out.getByte(start + j));
      }
    }
  }
}
