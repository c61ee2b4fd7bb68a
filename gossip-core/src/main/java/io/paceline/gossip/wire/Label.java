package io.paceline.gossip.wire;

import io.paceline.gossip.wire.WireFormatException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a cluster, put in front of what its members send, so that two clusters that meet do
 * not mix. An empty label means none, and no header. It is also authenticated by every sealed
 * block, even where the header is not sent. Immutable.
 *
 * <pre>f4 | length 1 | label</pre>
 */
final class Label {
  /** The type byte in front of a label. */
  static final int TYPE = 244;

  private static final int HEADER_BYTES = 2;

  private final byte[] text;

  private Label(byte[] text) {
    this.text = text;
  }

  static Label of(String label) {
    byte[] text = label.getBytes(StandardCharsets.UTF_8);
    if (text.length > WireLimits.LABEL_BYTES) {
      throw new IllegalArgumentException(
          "label (" + text.length + " bytes) must have at most " + WireLimits.LABEL_BYTES);
    }
    return new Label(text);
  }

  /** What a sealed block authenticates. */
  byte[] associated() {
    return text;
  }

  /** Bytes of the header, 0 without a label. */
  int headerBytes() {
    return text.length == 0 ? 0 : HEADER_BYTES + text.length;
  }

  /** Writes the header to the start of an array, if there is one to write. */
  void put(byte[] out) {
    if (text.length > 0) {
      out[0] = (byte) TYPE;
      out[1] = (byte) text.length;
      System.arraycopy(text, 0, out, HEADER_BYTES, text.length);
    }
  }

  /**
   * Passes over the header of received bytes.
   *
   * @return where the rest starts, or -1 if the header is not complete yet
   * @throws WireFormatException if the label is not ours
   */
  int skip(byte[] in, int offset, int length) throws WireFormatException {
    if (length == 0) {
      return -1;
    }
    boolean labelled = (in[offset] & 0xff) == TYPE;
    if (labelled != (text.length > 0)) {
      throw bad(labelled ? "a label where none is expected" : "no label");
    }
    if (!labelled) {
      return offset;
    }
    if (length < HEADER_BYTES) {
      return -1;
    }
    int start = offset + HEADER_BYTES;
    int end = start + checkLength(in[offset + 1] & 0xff);
    if (length < end - offset) {
      return -1;
    }
    if (!Arrays.equals(in, start, end, text, 0, text.length)) {
      throw bad("another label");
    }
    return end;
  }

  private int checkLength(int length) throws WireFormatException {
    if (length != text.length) {
      throw bad("another label");
    }
    return length;
  }

  private static WireFormatException bad(String what) {
    return new WireFormatException(Reason.BAD_LABEL, what);
  }
}
