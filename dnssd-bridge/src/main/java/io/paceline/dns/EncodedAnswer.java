package io.paceline.dns;

import io.netty.buffer.ByteBuf;

/**
 * An answer in wire form, but for the header, the question and the OPT record, which differ from
 * one client to the next. Immutable; made by {@link AnswerEncoder}.
 *
 * <p>Owner names that equal the question's are pointers to it, so that they show its letter case by
 * themselves. The target of an SRV record must not be compressed, yet ends in the domain that was
 * asked: a patch says where it repeats the question.
 */
final class EncodedAnswer {
  private final Answer answer;
  private final byte[] sections;
  private final int answers;
  private final int authorities;
  private final int additionals;

  /** Pairs: an offset into the sections, and the offset in the message that it repeats. */
  private final int[] patches;

  EncodedAnswer(
      Answer answer,
      byte[] sections,
      int answers,
      int authorities,
      int additionals,
      int[] patches) {
    this.answer = answer;
    this.sections = sections;
    this.answers = answers;
    this.authorities = authorities;
    this.additionals = additionals;
    this.patches = patches;
  }

  int rcode() {
    return answer.rcode();
  }

  boolean isAuthoritative() {
    return answer.authoritative();
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
    return answers < answer.answer().size() || authorities < answer.authority().size();
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
