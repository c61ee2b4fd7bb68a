package io.paceline.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds the bytes of a query by hand, so that it can be wrong in any way. */
final class RawQuery {
  int id = 0x1234;
  int flags = 0x0100;
  int questions = 1;
  int answers;
  int authorities;
  int additionals;
  private byte[] question = new byte[0];
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

  static RawQuery of(String name, int type) {
    return new RawQuery().question(encoded(name), type, 1);
  }

  RawQuery question(byte[] name, int type, int dclass) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(name);
    short16(out, type);
    short16(out, dclass);
    question = out.toByteArray();
    return this;
  }

  RawQuery noQuestion() {
    questions = 0;
    question = new byte[0];
    return this;
  }

  RawQuery flags(int value) {
    flags = value;
    return this;
  }

  RawQuery id(int value) {
    id = value;
    return this;
  }

  RawQuery counts(int qd, int an, int ns, int ar) {
    questions = qd;
    answers = an;
    authorities = ns;
    additionals = ar;
    return this;
  }

  RawQuery bytes(int... values) {
    for (int value : values) {
      rest.write(value);
    }
    return this;
  }

  /** An OPT record with this payload size and these options. */
  RawQuery opt(int payload, byte[]... options) {
    return opt(0, payload, 0, 0, options);
  }

  RawQuery opt(int ownerByte, int payload, int version, int flags16, byte[]... options) {
    additionals++;
    if (ownerByte != 0) {
      rest.write(1);
      rest.write(ownerByte);
    }
    rest.write(0);
    short16(rest, 41);
    short16(rest, payload);
    rest.write(0);
    rest.write(version);
    short16(rest, flags16);
    int length = 0;
    for (byte[] option : options) {
      length += option.length;
    }
    short16(rest, length);
    for (byte[] option : options) {
      rest.writeBytes(option);
    }
    return this;
  }

  static byte[] option(int code, int... data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    short16(out, code);
    short16(out, data.length);
    for (int each : data) {
      out.write(each);
    }
    return out.toByteArray();
  }

  byte[] build() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    short16(out, id);
    short16(out, flags);
    short16(out, questions);
    short16(out, answers);
    short16(out, authorities);
    short16(out, additionals);
    out.writeBytes(question);
    out.writeBytes(rest.toByteArray());
    return out.toByteArray();
  }

  /** Dots separate labels; nothing is escaped. */
  static byte[] encoded(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      byte[] text = label.getBytes(StandardCharsets.UTF_8);
      if (text.length > 0) {
        out.write(text.length);
        out.writeBytes(text);
      }
    }
    out.write(0);
    return out.toByteArray();
  }

  private static void short16(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
