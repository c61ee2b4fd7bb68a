package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.KeyOperation;
import io.paceline.gossip.KeyringReport;
import io.paceline.gossip.message.KeyRequest;
import io.paceline.gossip.message.KeyResponse;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyQueriesTest {
  private static final KeyResponse DONE = new KeyResponse(true, "", List.of(), "");

  /** Keys in a list, the primary first. */
  private static final class ListedKeys implements KeyManager {
    final List<Bytes> keys = new ArrayList<>();

    ListedKeys(int count) {
      for (int i = 0; i < count; i++) {
        keys.add(key(i));
      }
    }

    @Override
    public void install(Bytes key) {
      keys.add(key);
    }

    @Override
    public void use(Bytes key) {
      if (!keys.remove(key)) {
        throw new IllegalArgumentException("the key is not in the keyring");
      }
      keys.add(0, key);
    }

    @Override
    public void remove(Bytes key) {
      keys.remove(key);
    }

    @Override
    public List<Bytes> keys() {
      return keys;
    }
  }

  private static Bytes key(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return Bytes.wrap(key);
  }

  private static String base64(Bytes key) {
    return Base64.getEncoder().encodeToString(key.toByteArray());
  }

  private final ListedKeys keys = new ListedKeys(1);
  private final TestSerf a = new TestSerf(SerfConfig.of(SwimConfig.lan()), keys).knows("b");
  private long lTime = 5;

  private KeyResponse ask(TestSerf node, String name, Bytes payload) {
    node.swim.sent.clear();
    node.receive(
        new QueryMessage(
            lTime++, 1, TestSerf.B, "b", List.of(), 0, 0, 1_000_000_000, name, payload));
    QueryResponse response = (QueryResponse) node.sentTo(TestSerf.B).get(0);
    assertThat(SerfCodec.encode(response).size()).isLessThanOrEqualTo(1024);
    try {
      return SerfCodec.decodeKeyResponse(response.payload());
    } catch (WireFormatException e) {
      throw new AssertionError(e);
    }
  }

  private KeyResponse ask(String name, Bytes key) {
    return ask(a, name, SerfCodec.encodeKeyRequest(new KeyRequest(key)));
  }

  @Test
  void keys_are_installed_used_removed_and_listed() {
    assertThat(ask("_serf_install-key", key(7))).isEqualTo(DONE);
    assertThat(ask("_serf_use-key", key(7))).isEqualTo(DONE);
    assertThat(keys.keys).containsExactly(key(7), key(0));
    assertThat(ask("_serf_list-keys", Bytes.EMPTY))
        .isEqualTo(
            new KeyResponse(true, "", List.of(base64(key(7)), base64(key(0))), base64(key(7))));
    assertThat(ask("_serf_remove-key", key(0))).isEqualTo(DONE);
    assertThat(keys.keys).containsExactly(key(7));
  }

  @Test
  void what_the_keyring_refuses_is_told_with_the_reason() {
    assertThat(ask("_serf_use-key", key(9)))
        .isEqualTo(new KeyResponse(false, "the key is not in the keyring", List.of(), ""));
  }

  @Test
  void a_key_query_that_cannot_be_read_changes_nothing() {
    assertThat(ask(a, "_serf_install-key", Bytes.utf8("?")).result()).isFalse();
    assertThat(keys.keys).hasSize(1);
  }

  @Test
  void without_encryption_there_are_no_keys() {
    TestSerf plain = new TestSerf().knows("b");
    assertThat(ask(plain, "_serf_list-keys", Bytes.EMPTY))
        .isEqualTo(
            new KeyResponse(false, "Keyring is empty (encryption not enabled)", List.of(), ""));
    assertThat(ask(plain, "_serf_install-key", Bytes.EMPTY))
        .isEqualTo(
            new KeyResponse(false, "No keyring to modify (encryption not enabled)", List.of(), ""));
  }

  @Test
  void a_long_list_of_keys_is_cut_to_fit_an_answer() {
    keys.keys.clear();
    keys.keys.addAll(new ListedKeys(60).keys);
    KeyResponse response = ask("_serf_list-keys", Bytes.EMPTY);
    assertThat(response.result()).isTrue();
    assertThat(response.keys()).hasSizeBetween(10, 25).startsWith(base64(key(0)));
    assertThat(response.message())
        .isEqualTo(
            "truncated key list response, showing first " + response.keys().size() + " of 60 keys");
    assertThat(response.primaryKey()).isEqualTo(base64(key(0)));
  }

  // ---- the operator's side ----

  private final List<KeyringReport> reports = new ArrayList<>();

  private QueryMessage operate(KeyOperation operation, Bytes key) {
    a.serf.operateKeys(a.nowNanos, operation, key, reports::add);
    return (QueryMessage) a.spread().get(0);
  }

  private void answer(QueryMessage query, String from, KeyResponse response) {
    a.receive(
        new QueryResponse(
            query.lTime(), query.id(), from, 0, SerfCodec.encodeKeyResponse(response)));
  }

  @Test
  void an_operation_is_complete_as_soon_as_every_member_did_it() {
    QueryMessage query = operate(KeyOperation.INSTALL, key(7));
    assertThat(query.name()).isEqualTo("_serf_install-key");
    assertThat(keys.keys).containsExactly(key(0), key(7));
    assertThat(reports).isEmpty();
    answer(query, "b", DONE);
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).isComplete()).isTrue();
    assertThat(reports.get(0).answers()).containsOnlyKeys("a", "b");
    a.pass(Duration.ofSeconds(10));
    assertThat(reports).hasSize(1);
  }

  @Test
  void an_operation_is_not_complete_if_a_member_is_silent() {
    operate(KeyOperation.INSTALL, key(7));
    a.pass(Duration.ofSeconds(10));
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).isComplete()).isFalse();
    assertThat(reports.get(0).silent()).containsExactly("b");
  }

  @Test
  void an_operation_is_not_complete_if_a_member_refuses() {
    QueryMessage query = operate(KeyOperation.USE, key(0));
    answer(query, "b", new KeyResponse(false, "no", List.of(), ""));
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).isComplete()).isFalse();
  }

  @Test
  void alone_an_operation_is_complete_at_once() {
    TestSerf alone = new TestSerf(SerfConfig.of(SwimConfig.lan()), keys);
    alone.serf.operateKeys(0, KeyOperation.LIST, Bytes.EMPTY, reports::add);
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).isComplete()).isTrue();
  }
}
