package io.paceline.spring;

import io.paceline.gossip.GossipConfig;
import io.paceline.service.Bytes;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Turns properties into the configuration of a node. */
final class NodeSettings {
  private NodeSettings() {}

  /**
   * @throws IllegalArgumentException naming the property and its value, if one is malformed
   */
  static GossipConfig of(PacelineProperties properties, String application) {
    GossipConfig.Builder config =
        preset(properties, name(properties, application))
            .bind(address("paceline.bind", properties.bind()))
            .seeds(properties.seeds())
            .tags(properties.tags())
            .keys(keys(properties.keys()))
            .allowUnencrypted(properties.allowUnencrypted())
            .label(properties.label());
    if (!properties.advertise().isEmpty()) {
      config.advertise(address("paceline.advertise", properties.advertise()));
    }
    if (!properties.dataDirectory().isEmpty()) {
      config.dataDirectory(Path.of(properties.dataDirectory()));
    }
    return config.build();
  }

  private static GossipConfig.Builder preset(PacelineProperties properties, String name) {
    return switch (properties.profile()) {
      case LAN -> GossipConfig.lan(name);
      case WAN -> GossipConfig.wan(name);
      case LOCAL -> GossipConfig.local(name);
    };
  }

  /** Many instances of one application run with the same properties, so a number is added. */
  private static String name(PacelineProperties properties, String application) {
    return properties.name().isEmpty()
        ? application + "-" + UUID.randomUUID().toString().substring(0, 8)
        : properties.name();
  }

  private static List<Bytes> keys(List<String> base64) {
    try {
      return base64.stream().map(Base64.getDecoder()::decode).map(Bytes::wrap).toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("paceline.keys must be Base64"); // not the key itself
    }
  }

  private static InetSocketAddress address(String property, String text) {
    try {
      URI uri = URI.create("gossip://" + text); // knows about brackets around IPv6
      if (uri.getHost() != null && uri.getPort() >= 0) {
        return new InetSocketAddress(uri.getHost(), uri.getPort());
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new IllegalArgumentException(property + " (" + text + ") must be HOST:PORT");
  }
}
