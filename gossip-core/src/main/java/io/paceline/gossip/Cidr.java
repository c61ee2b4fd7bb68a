package io.paceline.gossip;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of IP addresses, {@code 10.0.0.0/8} or {@code fd00::/8} (RFC 4632). An IPv4 address is in
 * an IPv4 block only, also where it came in its IPv6-mapped form.
 *
 * @param network the first address of the block
 * @param prefix how many leading bits all its addresses share
 */
public record Cidr(InetAddress network, int prefix) {
  private static final int MAPPED_PREFIX = 96;
  private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

  public Cidr {
    byte[] address = network.getAddress();
    if (prefix < 0 || prefix > 8 * address.length) {
      throw new IllegalArgumentException(
          "prefix ("
              + prefix
              + ") of "
              + network.getHostAddress()
              + " must be 0 to "
              + 8 * address.length);
    }
    if (!matches(address, masked(address, prefix), 8 * address.length)) {
      throw new IllegalArgumentException(
          network.getHostAddress() + "/" + prefix + " must not have bits set behind its prefix");
    }
  }

  /**
   * Reads a block; an address without a prefix is a block of one.
   *
   * @throws IllegalArgumentException naming the text, if it is none
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte @Nullable [] literal =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    if (literal == null || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      throw notOne(text);
    }
    InetAddress network = address(literal);
    int bits = 8 * network.getAddress().length;
    int prefix = slash < 0 ? bits : prefix(text, slash + 1);
    boolean mapped = slash >= 0 && bits < 8 * literal.length;
    if (mapped && prefix < MAPPED_PREFIX) {
      throw notOne(text);
    }
    return new Cidr(network, mapped ? prefix - MAPPED_PREFIX : prefix);
  }

  private static InetAddress address(byte[] literal) {
    try {
      return InetAddress.getByAddress(literal); // folds a mapped address
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e); // of another length: never
    }
  }

  private static int prefix(String text, int start) {
    String digits = text.substring(start);
    if (!PREFIX.matcher(digits).matches()) {
      throw notOne(text);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" must be a block of addresses like 10.0.0.0/8 or fd00::/8");
  }

  /** Whether an address is in this block. */
  public boolean contains(InetAddress address) {
    byte[] first = network.getAddress();
    byte[] other = address.getAddress();
    return first.length == other.length && matches(first, other, prefix);
  }

  private static boolean matches(byte[] a, byte[] b, int bits) {
    for (int bit = 0; bit < bits; bit += 8) {
      int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
      if (((a[bit / 8] ^ b[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] masked(byte[] address, int prefix) {
    byte[] masked = address.clone();
    for (int bit = prefix; bit < 8 * masked.length; bit++) {
      masked[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    return masked;
  }

  /** As it is written: {@code 10.0.0.0/8}. */
  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }
}
