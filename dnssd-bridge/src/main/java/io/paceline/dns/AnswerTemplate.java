package io.paceline.dns;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * An answer in wire form that can still be given in any order and cut to any size: the encoded
 * records one behind the other, with what has to be filled in when their places are known. {@link
 * AnswerEncoder} makes it and {@link AnswerWriter} puts it behind a question. Immutable, so that
 * all event loops share it.
 *
 * <p>A block is one record of the answer or authority section, or one whole RRset of the additional
 * section. Names are compressed against the question only, whose place is the same in each message,
 * so a block is right wherever it stands. One exception is worth it: the owner of an additional
 * RRset is mostly the target of a record before it, and points there. Such pointers are left open.
 */
final class AnswerTemplate {
  /** How it went. */
  final int rcode;

  /** Whether the name lies in one of our zones. */
  final boolean authoritative;

  /** Why, for clients with EDNS (RFC 8914); -1 for nothing to say. */
  final int extendedError;

  /** All blocks. */
  final byte[] bytes;

  /** Where each block begins, and behind the last where it ends. */
  final int[] starts;

  /** How many records each block has. */
  final int[] records;

  /** How many of the blocks, from the first, are answers. */
  final int answers;

  /** How many behind them are for the authority section. */
  final int authorities;

  /** For each block the owner that its open pointers lead to. */
  final Owner[] owners;

  /**
   * Additional blocks by the answer that they belong to, -1 for none: all of the first array come
   * before those of the second, in the order of the answers.
   */
  final int[][] phases;

  /** The other additional blocks, which come last. */
  final int[] loose;

  /**
   * For each answer how often it or one before it should come first, out of the last number; empty
   * where all are equals.
   */
  final long[] cumulativeWeights;

  /** Where among the bytes the SOA's serial stands, the catalog's version; -1 without a SOA. */
  final int serialAt;

  AnswerTemplate(
      Answer answer,
      byte[] bytes,
      int[] starts,
      int[] records,
      Owner[] owners,
      int[][] phases,
      int[] loose,
      int serialAt) {
    this.rcode = answer.rcode();
    this.authoritative = answer.authoritative();
    this.extendedError = answer.extendedError();
    this.answers = answer.answer().size();
    this.authorities = answer.authority().size();
    this.bytes = bytes;
    this.starts = starts;
    this.records = records;
    this.owners = owners;
    this.phases = phases;
    this.loose = loose;
    this.serialAt = serialAt;
    this.cumulativeWeights = answer.weights().stream().mapToLong(Integer::longValue).toArray();
    Arrays.parallelPrefix(cumulativeWeights, Long::sum);
  }

  /** The answer that comes first: drawn by weight. There is one at least. */
  int first(RandomGenerator random) {
    if (cumulativeWeights.length == 0) {
      return answers > 1 ? random.nextInt(answers) : 0;
    }
    long point = random.nextLong(cumulativeWeights[answers - 1]);
    int found = Arrays.binarySearch(cumulativeWeights, point + 1);
    return found < 0 ? -found - 1 : firstOf(found);
  }

  /** Those of weight 0 have the same sum as the one before them, and are never drawn. */
  private int firstOf(int found) {
    int at = found;
    while (at > 0 && cumulativeWeights[at - 1] == cumulativeWeights[found]) {
      at--;
    }
    return at;
  }

  /** A name in one block that the records of another are owned by. */
  static final class Owner {
    /** The owner's name is spelled out in each record. */
    static final Owner SPELLED = new Owner(-1, 0, 0, new int[0]);

    /** The block where the name stands, where in that block, and how long it is there. */
    final int block;

    final int offset;
    final int length;

    /** Where in the owned block the pointers to it are. */
    final int[] open;

    Owner(int block, int offset, int length, int[] open) {
      this.block = block;
      this.offset = offset;
      this.length = length;
      this.open = open;
    }
  }

  /** Roughly what it takes in memory. */
  int memoryBytes() {
    int perAdditional = 48;
    int additionals = starts.length - 1 - answers - authorities;
    int indexes = 12 * starts.length + 4 * (answers * phases.length + loose.length);
    return 200
        + 8 * cumulativeWeights.length
        + bytes.length
        + indexes
        + perAdditional * additionals;
  }

  int blocks() {
    return starts.length - 1;
  }
}
