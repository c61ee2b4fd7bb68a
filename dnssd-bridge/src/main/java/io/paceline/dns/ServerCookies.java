package io.paceline.dns;

import java.util.Arrays;

/**
 * DNS server cookies: what a client that has heard us before can show, and a forger of source
 * addresses cannot (RFC 7873, in the interoperable form of RFC 9018). Holds the current secret and
 * the one before it. Does not decide what a missing or wrong cookie means. One per server, used by
 * all its event loops: the secrets are replaced as one immutable pair.
 */
final class ServerCookies {
  static final int CLIENT_BYTES = 8;
  static final int SERVER_BYTES = 16;
  static final int FULL_BYTES = CLIENT_BYTES + SERVER_BYTES;

  private static final int SERVER_BYTES_MIN = 8;
  private static final int SERVER_BYTES_MAX = 32;
  private static final int HEAD_BYTES = CLIENT_BYTES + 8;
  private static final int VERSION = 1;

  /** RFC 9018 section 4.3: an hour back, five minutes ahead. */
  private static final int AGE_SECONDS_MAX = 3_600;

  private static final int AHEAD_SECONDS_MAX = 300;

  /** A secret lives for a day, and one day longer as the previous one (RFC 9018 section 5). */
  static final long ROTATION_SECONDS = 86_400;

  private record Secret(long key0, long key1) {}

  private record Secrets(Secret current, Secret previous, long since) {}

  private final java.util.random.RandomGenerator random;
  private volatile Secrets secrets;

  ServerCookies(java.util.random.RandomGenerator random, long nowSeconds) {
    this.random = random;
    Secret first = new Secret(random.nextLong(), random.nextLong());
    this.secrets = new Secrets(first, first, nowSeconds);
  }

  /** A client cookie alone, or one followed by a server cookie (RFC 7873 section 4). */
  static boolean isLegalLength(int bytes) {
    return bytes == CLIENT_BYTES
        || (bytes >= CLIENT_BYTES + SERVER_BYTES_MIN && bytes <= CLIENT_BYTES + SERVER_BYTES_MAX);
  }

  /** The full cookie of an answer: the client's part, then ours. */
  byte[] issue(byte[] received, byte[] clientAddress, long nowSeconds) {
    byte[] cookie = Arrays.copyOf(received, FULL_BYTES);
    Arrays.fill(cookie, CLIENT_BYTES, FULL_BYTES, (byte) 0);
    cookie[CLIENT_BYTES] = VERSION;
    writeTime(cookie, nowSeconds);
    write(cookie, HEAD_BYTES, hash(current(nowSeconds).current(), cookie, clientAddress));
    return cookie;
  }

  /** Whether the server's part is ours, is fresh and was made for this client address. */
  boolean isValid(byte[] cookie, byte[] clientAddress, long nowSeconds) {
    if (cookie.length != FULL_BYTES || cookie[CLIENT_BYTES] != VERSION) {
      return false;
    }
    int age = (int) nowSeconds - readTime(cookie); // serial number arithmetic (RFC 1982)
    if (age > AGE_SECONDS_MAX || age < -AHEAD_SECONDS_MAX) {
      return false;
    }
    Secrets both = current(nowSeconds);
    return matches(both.current(), cookie, clientAddress)
        || matches(both.previous(), cookie, clientAddress);
  }

  private Secrets current(long nowSeconds) {
    Secrets seen = secrets;
    return nowSeconds - seen.since() < ROTATION_SECONDS ? seen : rotate(nowSeconds);
  }

  private synchronized Secrets rotate(long nowSeconds) {
    if (nowSeconds - secrets.since() >= ROTATION_SECONDS) {
      Secret next = new Secret(random.nextLong(), random.nextLong());
      secrets = new Secrets(next, secrets.current(), nowSeconds);
    }
    return secrets;
  }

  private static boolean matches(Secret secret, byte[] cookie, byte[] clientAddress) {
    byte[] expected = new byte[8];
    write(expected, 0, hash(secret, cookie, clientAddress));
    return Arrays.equals(expected, 0, 8, cookie, HEAD_BYTES, FULL_BYTES);
  }

  /** Over client cookie, version, reserved bytes, timestamp and client address (RFC 9018 4.4). */
  private static long hash(Secret secret, byte[] cookie, byte[] clientAddress) {
    byte[] input = Arrays.copyOf(cookie, HEAD_BYTES + clientAddress.length);
    System.arraycopy(clientAddress, 0, input, HEAD_BYTES, clientAddress.length);
    return SipHash.hash(secret.key0(), secret.key1(), input);
  }

  private static void writeTime(byte[] cookie, long seconds) {
    for (int i = 0; i < 4; i++) {
      cookie[CLIENT_BYTES + 4 + i] = (byte) (seconds >>> (24 - 8 * i));
    }
  }

  private static int readTime(byte[] cookie) {
    int time = 0;
    for (int i = 0; i < 4; i++) {
      time = time << 8 | (cookie[CLIENT_BYTES + 4 + i] & 0xff);
    }
    return time;
  }

  /** Little-endian, as the reference code of SipHash and BIND, Knot and unbound write it. */
  private static void write(byte[] target, int at, long hash) {
    for (int i = 0; i < 8; i++) {
      target[at + i] = (byte) (hash >>> (8 * i));
    }
  }
}
