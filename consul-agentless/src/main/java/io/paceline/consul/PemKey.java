package io.paceline.consul;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key from a PEM file. The JDK knows PKCS #8 only; {@code consul tls} writes the
 * older forms of elliptic curves (RFC 5915), and OpenSSL long wrote RSA's (RFC 8017). Each of the
 * two is PKCS #8 (RFC 5958) once the algorithm's name is put before it:
 *
 * <pre>SEQUENCE { INTEGER 0, SEQUENCE { algorithm, parameters }, OCTET STRING { old form } }</pre>
 */
final class PemKey {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ((?:EC |RSA )?)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");

  private static final byte[] VERSION = HexFormat.of().parseHex("020100");
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;

  /** The curve stands in the key as {@code [0] { OBJECT IDENTIFIER }}. */
  private static final int CURVE_TAG = 0xa0;

  private PemKey() {}

  /**
   * The one key in the file.
   *
   * @throws IOException if there is none that can be read without a password; never with its text
   */
  static PrivateKey read(Path file) throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!block.find()) {
      throw new IOException(file + " has no private key in it, or one with a password");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      byte[] pkcs8 =
          switch (block.group(1)) {
            case "EC " -> wrap(sequence(concat(EC, curve(der))), der);
            case "RSA " -> wrap(RSA, der);
            default -> der;
          };
      return key(pkcs8);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException(file + " holds a private key that cannot be read", e);
    }
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    GeneralSecurityException last = new GeneralSecurityException("no algorithm");
    for (String algorithm : new String[] {"EC", "RSA", "EdDSA"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }

  /** The object identifier of the curve, with its tag and length. */
  private static byte[] curve(byte[] key) {
    // SEQUENCE { INTEGER 1, OCTET STRING key, [0] curve, … }, all lengths of one byte or two
    int at = contentOf(key, 0);
    at = after(key, at);
    at = after(key, at);
    if (at >= key.length || (key[at] & 0xff) != CURVE_TAG) {
      throw new IllegalArgumentException("the key does not name its curve");
    }
    return Arrays.copyOfRange(key, contentOf(key, at), after(key, at));
  }

  private static int contentOf(byte[] der, int at) {
    return at + 2 + longForm(der, at);
  }

  private static int after(byte[] der, int at) {
    int first = at(der, at + 1);
    int length = first < 0x80 ? first : 0;
    for (int i = 0; i < longForm(der, at); i++) {
      length = length << 8 | at(der, at + 2 + i);
    }
    return contentOf(der, at) + length;
  }

  /** How many bytes the length takes beyond the first. */
  private static int longForm(byte[] der, int at) {
    int first = at(der, at + 1);
    if (first > 0x82) {
      throw new IllegalArgumentException("too long for a key");
    }
    return first < 0x80 ? 0 : first - 0x80;
  }

  private static int at(byte[] der, int index) {
    if (index < 0 || index >= der.length) {
      throw new IllegalArgumentException("cut off");
    }
    return der[index] & 0xff;
  }

  private static byte[] wrap(byte[] algorithm, byte[] oldForm) {
    return sequence(concat(VERSION, concat(algorithm, element(OCTETS, oldForm))));
  }

  private static byte[] sequence(byte[] content) {
    return element(SEQUENCE, content);
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length >= 0x100) {
      out.write(0x82);
      out.write(content.length >> 8);
    } else if (content.length >= 0x80) {
      out.write(0x81);
    }
    out.write(content.length); // the lowest byte of it
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }
}
