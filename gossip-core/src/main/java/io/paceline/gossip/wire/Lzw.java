package io.paceline.gossip.wire;

/**
 * The variant of LZW that memberlist uses (Go's {@code compress/lzw} with the least significant
 * bits first and literals of 8 bits). Codes 0 to 255 are literals, two are commands, and strings
 * are numbered from 258 on. A counter starts at 257 and rises with every code that stands for data;
 * codes grow from 9 to 12 bits when it reaches the next power of two, not one earlier as in TIFF.
 */
final class Lzw {
  /** Forget all strings and start again with 9 bits. */
  static final int CLEAR = 256;

  /** The end. */
  static final int END = 257;

  static final int WIDTH_MIN = 9;
  static final int WIDTH_MAX = 12;
  static final int CODES = 1 << WIDTH_MAX;

  private Lzw() {}
}
