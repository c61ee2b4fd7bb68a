package io.paceline.gossip.swim;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import java.util.ArrayList;
import java.util.List;

/** Keeps what an engine sends, for tests to look at what a peer would see. */
final class RecordingOutbox implements SwimOutbox {
  record Packet(PeerAddress to, List<Message> parts, boolean checksum) {}

  record Opened(StreamId stream, PeerAddress to, Message first) {}

  record Reply(StreamId stream, Message message) {}

  final List<Packet> packets = new ArrayList<>();
  final List<Opened> opened = new ArrayList<>();
  final List<Reply> replies = new ArrayList<>();
  final List<StreamId> closed = new ArrayList<>();

  @Override
  public void packet(PeerAddress to, List<Message> parts, boolean checksum) {
    packets.add(new Packet(to, List.copyOf(parts), checksum));
  }

  @Override
  public void openStream(StreamId stream, PeerAddress to, Message first) {
    opened.add(new Opened(stream, to, first));
  }

  @Override
  public void reply(StreamId stream, Message message) {
    replies.add(new Reply(stream, message));
  }

  @Override
  public void closeStream(StreamId stream) {
    closed.add(stream);
  }

  /** Every message in every packet so far, in order. */
  List<Message> messages() {
    return packets.stream().flatMap(p -> p.parts().stream()).toList();
  }

  <M extends Message> List<M> messages(Class<M> type) {
    return messages().stream().filter(type::isInstance).map(type::cast).toList();
  }

  <M extends Message> List<M> messagesTo(PeerAddress to, Class<M> type) {
    return packets.stream()
        .filter(p -> p.to().equals(to))
        .flatMap(p -> p.parts().stream())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  void clear() {
    packets.clear();
    opened.clear();
    replies.clear();
    closed.clear();
  }
}
