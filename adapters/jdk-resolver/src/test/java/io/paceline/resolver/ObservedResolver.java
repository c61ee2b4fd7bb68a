package io.paceline.resolver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.List;
import java.util.stream.Stream;

/**
 * The catalog's resolver beside a built-in one that notes what it is asked. A test class that named
 * the JDK's types itself could not even be loaded on JDK 17, to be skipped there.
 */
final class ObservedResolver {
  private final InetAddressResolver names;

  /**
   * A resolver of these domains.
   *
   * @param passedOn gets what the built-in resolver is asked
   */
  ObservedResolver(ServedDomains domains, List<String> passedOn) {
    names = new CatalogNames(domains, new Builtin(passedOn));
  }

  List<String> addressesOf(String host, int characteristics) throws UnknownHostException {
    return names
        .lookupByName(host, InetAddressResolver.LookupPolicy.of(characteristics))
        .map(InetAddress::getHostAddress)
        .toList();
  }

  String nameOf(byte[] address) throws UnknownHostException {
    return names.lookupByAddress(address);
  }

  private record Builtin(List<String> passedOn) implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      passedOn.add(host);
      if (host.startsWith("unknown.")) {
        throw new UnknownHostException(host);
      }
      return Stream.of(InetAddress.getByAddress(host, new byte[] {(byte) 192, 0, 2, 1}));
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      passedOn.add(InetAddress.getByAddress(address).getHostAddress());
      return "reverse.example";
    }
  }
}
