package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.catalog.CatalogMessage.Blocks;
import io.paceline.gossip.catalog.CatalogMessage.Digest;
import io.paceline.gossip.catalog.CatalogMessage.LogState;
import io.paceline.gossip.catalog.CatalogMessage.Request;
import io.paceline.gossip.catalog.CatalogMessage.Summary;
import io.paceline.gossip.wire.MsgpackWriter;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CatalogCodecTest {
  private static final LogId LIFE = new LogId(3, 0x0102030405060708L);

  @Test
  void a_random_instance_survives_its_encoding() throws WireFormatException {
    long seed = new Random().nextLong();
    RandomServices services = new RandomServices(new Random(seed));
    for (int i = 0; i < 2_000; i++) {
      ServiceInstance instance = services.instance("n1", "id" + i);
      Bytes body = RecordCodec.encode(instance);
      assertThat(RecordCodec.decode("n1", "id" + i, body)).as("seed %s", seed).isEqualTo(instance);
    }
  }

  @Test
  void a_plain_record_takes_few_bytes() {
    ServiceInstance plain = ServiceInstance.builder("web").node("n1").port(8080).build();
    assertThat(RecordCodec.encode(plain)).isEqualTo(hex("82 a173 a3776562 a170 cd1f90"));
  }

  @Test
  void every_message_survives_its_encoding() throws WireFormatException {
    List<Long> folds = new ArrayList<>();
    for (long i = 0; i < HashRange.PARTS; i++) {
      folds.add(i * 0x1234567890abcdefL);
    }
    LogState state = new LogState("n1", LIFE, 70_000, 12);
    for (CatalogMessage message :
        List.of(
            new Digest("n1", HashRange.ALL, folds, true),
            new Digest("n1", HashRange.ALL.part(7), folds, false),
            new Summary("n1", List.of(HashRange.ALL, HashRange.ALL.part(3)), List.of(state)),
            new Request("n1", List.of(state, LogState.none("n2"))),
            new Blocks(List.of(log().block(0, 2), log().wholeBlock()), true),
            new Blocks(List.of(log().block(1, 1)), false))) {
      assertThat(CatalogCodec.decode(CatalogCodec.encode(message))).isEqualTo(message);
    }
  }

  @Test
  void a_body_of_another_version_or_kind_is_not_known() throws WireFormatException {
    assertThat(CatalogCodec.decode(hex("c0 02 01 80"))).isNull();
    assertThat(CatalogCodec.decode(hex("c0 01 06 80"))).isNull();
    assertThat(CatalogCodec.decode(hex("c1 01 01 80"))).isNull();
    assertThat(CatalogCodec.decode(hex("c0 01 04 80"))).isEqualTo(new Blocks(List.of(), false));
  }

  @Test
  void what_a_later_version_adds_to_a_message_is_passed_over() throws WireFormatException {
    MsgpackWriter out = new MsgpackWriter().rawByte(0xC0).rawByte(1).rawByte(Request.KIND);
    out.mapHeader(3).string("later").mapHeader(1).string("x").nil();
    out.string("l").arrayHeader(1).arrayHeader(6).string("n2").uint64(9).bytes(new byte[8]);
    out.uint64(5).uint64(4).string("and more").string("s").string("n1");
    LogState state = new LogState("n2", new LogId(9, 0), 5, 4);
    assertThat(CatalogCodec.decode(out.toBytes())).isEqualTo(new Request("n1", List.of(state)));
  }

  @Test
  void a_record_with_an_unknown_field_is_understood_and_keeps_its_bytes()
      throws WireFormatException {
    Bytes body = hex("83 a173 a3776562 a3 6e6577 92 01 c0 a170 50");
    CatalogRecord record = decoded(record(body));
    assertThat(record.instance()).extracting(ServiceInstance::service).isEqualTo("web");
    assertThat(record.body()).isEqualTo(body);
    assertThat(record(record.body())).isEqualTo(record(body));
  }

  @Test
  void a_record_that_is_not_understood_is_kept_without_an_instance() throws WireFormatException {
    Bytes body = hex("82 a173 a3776562 a170 ce00ffffff");
    CatalogRecord record = decoded(record(body));
    assertThat(record.instance()).isNull();
    assertThat(record.isTombstone()).isFalse();
    assertThat(record.body()).isEqualTo(body);
  }

  @Test
  void versions_out_of_order_and_numbers_out_of_range_are_malformed() {
    assertMalformed(block(5, 4, false, 0));
    assertMalformed(block(1, 4, true, 0));
    assertMalformed(block(0, 4, true, 5));
    assertMalformed(block(0, Long.MAX_VALUE, false, 0));
    assertMalformed(hex("c0 01 01 80"));
    assertMalformed(hex("c0 01"));
    assertMalformed(hex("c0 01 03 81 a16c dd ffffffff"));
  }

  @Test
  void hostile_bytes_raise_nothing_but_the_wire_exception() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Bytes valid =
        CatalogCodec.encode(new Blocks(List.of(log().block(0, 2), log().wholeBlock()), true));
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = valid.toByteArray();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt(256);
      }
      byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      try {
        CatalogCodec.decode(Bytes.wrap(random.nextBoolean() ? cut : bytes));
      } catch (WireFormatException e) {
        assertThat(e.reason()).isNotNull();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
      }
    }
  }

  /** The example of docs/wire.md, byte by byte. */
  @Test
  void the_documented_example_is_what_is_sent() throws WireFormatException {
    ServiceInstance web =
        ServiceInstance.builder("web").node("n1").id("w1").port(8080).tags("v2").build();
    OwnerLog log = new OwnerLog("n1", LIFE);
    log.put("w0", RecordCodec.encode(web), web);
    log.remove("w0");
    log.put("w1", RecordCodec.encode(web), web);
    Bytes rumour = CatalogCodec.encode(new Blocks(List.of(log.block(1, 3)), true));
    assertThat(HexFormat.of().formatHex(rumour.toByteArray()))
        .isEqualTo(WireDocument.example("rumour"));
    assertThat(CatalogCodec.decode(rumour)).isEqualTo(new Blocks(List.of(log.block(1, 3)), true));
  }

  private static OwnerLog log() {
    OwnerLog log = new OwnerLog("n1", LIFE);
    ServiceInstance web = ServiceInstance.builder("web").node("n1").id("w1").port(80).build();
    log.put("w1", RecordCodec.encode(web), web);
    log.put("w2", RecordCodec.encode(web), web.toBuilder().id("w2").build());
    log.remove("w1");
    return log;
  }

  /** A message with one block of one record with this body. */
  private static Bytes record(Bytes body) {
    CatalogRecord record = new CatalogRecord("w1", 1, body, null);
    LogBlock block = new LogBlock("n1", LIFE, 0, 0, 1, false, List.of(record));
    return CatalogCodec.encode(new Blocks(List.of(block), false));
  }

  private static CatalogRecord decoded(Bytes message) throws WireFormatException {
    Blocks blocks = (Blocks) Objects.requireNonNull(CatalogCodec.decode(message));
    return blocks.blocks().get(0).records().get(0);
  }

  private static Bytes block(long from, long to, boolean whole, long floor) {
    LogBlock block = new LogBlock("n1", LIFE, floor, from, to, whole, List.of());
    return CatalogCodec.encode(new Blocks(List.of(block), false));
  }

  private static void assertMalformed(Bytes body) {
    assertThatThrownBy(() -> CatalogCodec.decode(body)).isInstanceOf(WireFormatException.class);
  }

  private static Bytes hex(String text) {
    return Bytes.wrap(HexFormat.of().parseHex(text.replace(" ", "")));
  }
}
