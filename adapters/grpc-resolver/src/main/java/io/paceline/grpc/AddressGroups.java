package io.paceline.grpc;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.selection.Selection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a selection into gRPC's addresses: one group for each instance. Blocks if an instance's
 * address is a host name.
 */
final class AddressGroups {
  private static final Logger LOG = LoggerFactory.getLogger(AddressGroups.class);

  private AddressGroups() {}

  static List<EquivalentAddressGroup> of(Selection selection) {
    List<EquivalentAddressGroup> groups = new ArrayList<>(selection.size());
    for (int i = 0; i < selection.size(); i++) {
      ServiceEntry entry = selection.entries().get(i);
      List<SocketAddress> addresses = addresses(entry);
      if (!addresses.isEmpty()) {
        groups.add(new EquivalentAddressGroup(addresses, attributes(entry, selection.share(i))));
      }
    }
    return groups;
  }

  /** Several for a host name with several: they are the same server. */
  private static List<SocketAddress> addresses(ServiceEntry entry) {
    int port = entry.instance().port();
    try {
      return Arrays.stream(InetAddress.getAllByName(entry.address()))
          .<SocketAddress>map(address -> new InetSocketAddress(address, port))
          .toList();
    } catch (UnknownHostException e) {
      LOG.warn(
          "{}/{} is left out: its address {} is unknown",
          entry.instance().node(),
          entry.instance().id(),
          entry.address());
      return List.of();
    }
  }

  private static Attributes attributes(ServiceEntry entry, double share) {
    ServiceInstance instance = entry.instance();
    Attributes.Builder attributes =
        Attributes.newBuilder()
            .set(PacelineAttributes.SHARE, share)
            .set(PacelineAttributes.WEIGHT, weight(instance))
            .set(PacelineAttributes.NODE, instance.node())
            .set(PacelineAttributes.ID, instance.id());
    if (!instance.zone().isEmpty()) {
      attributes.set(PacelineAttributes.ZONE, instance.zone());
    }
    return attributes.build();
  }

  private static int weight(ServiceInstance instance) {
    return instance.health() == HealthStatus.PASSING
        ? instance.weights().passing()
        : instance.weights().warning();
  }
}
