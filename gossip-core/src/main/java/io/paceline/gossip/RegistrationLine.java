package io.paceline.gossip;

import io.paceline.gossip.catalog.RecordCodec;
import io.paceline.gossip.wire.MsgpackReader;
import io.paceline.gossip.wire.MsgpackWriter;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import java.util.Base64;

/** A service of the local node as one line of text: its id and its record as the wire has it. */
final class RegistrationLine {
  private RegistrationLine() {}

  static String format(ServiceInstance instance) {
    byte[] packed =
        new MsgpackWriter().string(instance.id()).bytes(RecordCodec.encode(instance)).toByteArray();
    return Base64.getEncoder().encodeToString(packed);
  }

  /**
   * Reads what {@link #format} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static ServiceInstance parse(String nodeName, String line) {
    MsgpackReader in = new MsgpackReader(Base64.getDecoder().decode(line));
    try {
      String id = in.string();
      Bytes record = in.bytes();
      return RecordCodec.decode(nodeName, id, record);
    } catch (WireFormatException e) {
      throw new IllegalArgumentException("not a registration", e);
    }
  }
}
