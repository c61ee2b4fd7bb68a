package io.paceline.dns.mdns;

import java.util.List;

/**
 * What an {@link MdnsBridge} does at the moment.
 *
 * @param hostName what this host is called on the link; empty while there is no responder
 * @param published instance names on the link, as they are after conflicts
 * @param refused ids of instances that cannot be published; the log has the reasons
 * @param imported ids of instances that this node has brought into the catalog
 * @param dropped instances that were not imported because there are too many
 * @param restarts how often the responder had to be made anew
 */
public record MdnsStatus(
    String hostName,
    List<String> published,
    List<String> refused,
    List<String> imported,
    long dropped,
    long restarts) {

  /** Before the first responder is up. */
  static final MdnsStatus NONE = new MdnsStatus("", List.of(), List.of(), List.of(), 0, 0);
}
