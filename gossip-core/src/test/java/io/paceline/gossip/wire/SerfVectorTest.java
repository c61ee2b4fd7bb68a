package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.message.Relay;
import io.paceline.gossip.message.SerfMessage;
import io.paceline.gossip.message.UserMessage;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All that the Serf layer reads in the vectors: messages, states, metas, coordinates, payloads. */
class SerfVectorTest {
  private static final Map<String, String> DIFFERENT =
      KnownDifferences.of("serf-not-reencoded.txt");

  static List<WireVector> same() {
    return WireVector.all().stream().filter(v -> !DIFFERENT.containsKey(v.name())).toList();
  }

  static List<WireVector> different() {
    return WireVector.all().stream().filter(v -> DIFFERENT.containsKey(v.name())).toList();
  }

  @ParameterizedTest
  @MethodSource("same")
  void what_was_decoded_encodes_to_the_same_bytes(WireVector vector) throws Exception {
    for (Bytes original : originals(vector)) {
      assertThat(reencode(original)).isEqualTo(original);
    }
  }

  @ParameterizedTest
  @MethodSource("different")
  void only_what_is_listed_encodes_to_other_bytes(WireVector vector) throws Exception {
    List<Bytes> originals = originals(vector);
    List<Bytes> reencoded = new ArrayList<>();
    for (Bytes original : originals) {
      reencoded.add(reencode(original));
    }
    assertThat(reencoded).as(DIFFERENT.get(vector.name())).isNotEqualTo(originals);
  }

  @Test
  void every_listed_vector_exists_and_has_a_reason() {
    assertThat(different())
        .extracting(WireVector::name)
        .containsExactlyInAnyOrderElementsOf(DIFFERENT.keySet());
    assertThat(DIFFERENT.values()).noneMatch(String::isBlank);
  }

  @Test
  void the_predicted_size_is_the_size() throws Exception {
    for (WireVector vector : WireVector.all()) {
      for (Message message : messages(vector)) {
        if (message instanceof UserMessage user && isSerf(user.body())) {
          SerfMessage serf = SerfCodec.decode(user.body());
          assertThat(SerfCodec.encodedBytes(serf)).isEqualTo(SerfCodec.encode(serf).size());
        }
      }
    }
  }

  /** Each with a byte in front that tells what it is. */
  private static List<Bytes> originals(WireVector vector) throws WireFormatException {
    List<Bytes> originals = new ArrayList<>();
    for (Message message : messages(vector)) {
      switch (message.type()) {
        case USER -> addMessage(originals, ((UserMessage) message).body());
        case ACK -> addUnlessEmpty(originals, Kind.COORDINATE, ((Ack) message).payload());
        case ALIVE -> addUnlessEmpty(originals, Kind.META, ((Alive) message).meta());
        case PUSH_PULL -> {
          PushPull state = (PushPull) message;
          addMessage(originals, state.userState());
          for (PushPullNode node : state.nodes()) {
            addUnlessEmpty(originals, Kind.META, node.meta());
          }
        }
        default -> {}
      }
    }
    return originals;
  }

  private enum Kind {
    MESSAGE,
    META,
    COORDINATE,
    FILTER,
    PAYLOAD
  }

  private static boolean isSerf(Bytes body) {
    try {
      SerfCodec.decode(body);
      return true;
    } catch (WireFormatException e) {
      return false;
    }
  }

  private static void addMessage(List<Bytes> originals, Bytes body) throws WireFormatException {
    if (!isSerf(body)) {
      addUnlessEmpty(originals, Kind.MESSAGE, body);
      return;
    }
    addUnlessEmpty(originals, Kind.MESSAGE, body);
    SerfMessage message = SerfCodec.decode(body);
    if (message instanceof Relay relay) {
      addMessage(originals, relay.message());
    } else if (message instanceof QueryResponse response) {
      addUnlessEmpty(originals, Kind.PAYLOAD, response.payload());
    } else if (message instanceof QueryMessage query) {
      addUnlessEmpty(originals, Kind.PAYLOAD, query.payload());
      query.filters().forEach(filter -> addUnlessEmpty(originals, Kind.FILTER, filter));
    }
  }

  private static void addUnlessEmpty(List<Bytes> originals, Kind kind, Bytes bytes) {
    if (!bytes.isEmpty()) {
      originals.add(new MsgpackWriter().rawByte(kind.ordinal()).rawBytes(bytes).toBytes());
    }
  }

  private static Bytes reencode(Bytes tagged) throws WireFormatException {
    Bytes original = tagged.from(1);
    Bytes encoded =
        switch (Kind.values()[tagged.at(0)]) {
          case MESSAGE ->
              isSerf(original) ? SerfCodec.encode(SerfCodec.decode(original)) : Bytes.EMPTY;
          case META -> SerfCodec.encodeTags(SerfCodec.decodeTags(original));
          case COORDINATE -> SerfCodec.encodeCoordinate(SerfCodec.decodeCoordinate(original));
          case FILTER -> SerfCodec.encodeFilter(SerfCodec.decodeFilter(original));
          case PAYLOAD -> reencodePayload(original);
        };
    return new MsgpackWriter().rawByte(tagged.at(0)).rawBytes(encoded).toBytes();
  }

  private static Bytes reencodePayload(Bytes payload) throws WireFormatException {
    return switch (payload.at(0)) {
      case SerfTypes.CONFLICT_RESPONSE ->
          SerfCodec.encodeConflictResponse(SerfCodec.decodeConflictResponse(payload));
      case SerfTypes.KEY_REQUEST -> SerfCodec.encodeKeyRequest(SerfCodec.decodeKeyRequest(payload));
      case SerfTypes.KEY_RESPONSE ->
          SerfCodec.encodeKeyResponse(SerfCodec.decodeKeyResponse(payload));
      default -> payload; // the application's own
    };
  }

  private static List<Message> messages(WireVector vector) throws WireFormatException {
    if (vector.isStream()) {
      boolean opener = !vector.json().has("aad_label");
      StreamDecoder decoder = new StreamCodec(vector.options()).decoder(opener);
      return List.of(Objects.requireNonNull(decoder.feed(vector.bytes())));
    }
    return new PacketCodec(vector.options()).decode(vector.bytes(), problem -> {});
  }
}
