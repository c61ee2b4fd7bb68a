package io.paceline.resolver;

import io.paceline.service.ServiceEntry;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Answers for names in a served domain from its catalog and passes every other question on to the
 * JVM's built-in resolver. It runs on the thread of whoever asks, and waits for nobody unless an
 * instance's address is itself a host name.
 *
 * <p>A name in a served domain is never passed on, even if the catalog does not know it: it would
 * leave for the DNS servers of strangers.
 */
final class CatalogNames implements InetAddressResolver {
  private final ServedDomains domains;
  private final InetAddressResolver builtin;

  CatalogNames(ServedDomains domains, InetAddressResolver builtin) {
    this.domains = domains;
    this.builtin = builtin;
  }

  @Override
  public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
      throws UnknownHostException {
    Optional<ServedDomain> domain = domains.domainOf(host);
    if (domain.isEmpty()) {
      return builtin.lookupByName(host, policy);
    }
    List<ServiceEntry> instances = domain.get().instances(host, ThreadLocalRandom.current());
    if (instances.isEmpty()) {
      throw new UnknownHostException(host + ": the catalog has no instance that is fit for use");
    }
    List<InetAddress> addresses = addresses(host, instances, policy.characteristics());
    if (addresses.isEmpty()) {
      throw new UnknownHostException(host + ": no instance has an address of the wanted family");
    }
    return addresses.stream();
  }

  @Override
  public String lookupByAddress(byte[] address) throws UnknownHostException {
    return builtin.lookupByAddress(address);
  }

  private List<InetAddress> addresses(String host, List<ServiceEntry> instances, int wanted)
      throws UnknownHostException {
    Set<InetAddress> addresses = new LinkedHashSet<>(); // several instances may share a host
    for (ServiceEntry instance : instances) {
      for (InetAddress address : addressesOf(instance.address(), wanted)) {
        if (isWanted(address, wanted)) {
          addresses.add(InetAddress.getByAddress(host, address.getAddress()));
        }
      }
    }
    List<InetAddress> ordered = new ArrayList<>(addresses);
    order(ordered, wanted);
    return ordered;
  }

  /** A host name among them is a question for the built-in resolver, so there is no recursion. */
  private List<InetAddress> addressesOf(String address, int wanted) {
    try {
      return looksNumeric(address)
          ? List.of(InetAddress.getByName(address))
          : builtin.lookupByName(address, LookupPolicy.of(wanted)).toList();
    } catch (UnknownHostException e) {
      return List.of(); // the others are as good
    }
  }

  private static boolean looksNumeric(String address) {
    return address.indexOf(':') >= 0
        || address.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static boolean isWanted(InetAddress address, int wanted) {
    int family = address instanceof Inet4Address ? LookupPolicy.IPV4 : LookupPolicy.IPV6;
    return (wanted & family) != 0;
  }

  /** A stable sort: within a family the order is the selection's. */
  private static void order(List<InetAddress> addresses, int wanted) {
    Comparator<InetAddress> ipv4First = Comparator.comparing(a -> !(a instanceof Inet4Address));
    if ((wanted & LookupPolicy.IPV4_FIRST) != 0) {
      addresses.sort(ipv4First);
    } else if ((wanted & LookupPolicy.IPV6_FIRST) != 0) {
      addresses.sort(ipv4First.reversed());
    }
  }
}
