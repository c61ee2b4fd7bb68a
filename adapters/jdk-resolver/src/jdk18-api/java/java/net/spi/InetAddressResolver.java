package java.net.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** Signatures only, for compilation on JDK 17. */
public interface InetAddressResolver {
  Stream<InetAddress> lookupByName(String host, LookupPolicy lookupPolicy)
      throws UnknownHostException;

  String lookupByAddress(byte[] addr) throws UnknownHostException;

  /** Signatures only. */
  final class LookupPolicy {
    public static final int IPV4 = 1 << 0;
    public static final int IPV6 = 1 << 1;
    public static final int IPV4_FIRST = 1 << 2;
    public static final int IPV6_FIRST = 1 << 3;

    private LookupPolicy() {}

    public static native LookupPolicy of(int characteristics);

    public native int characteristics();
  }
}
