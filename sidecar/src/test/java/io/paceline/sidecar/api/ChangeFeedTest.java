package io.paceline.sidecar.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.SnapshotBuilder;
import io.paceline.sidecar.api.ChangeFeed.Topic;
import io.paceline.sidecar.http.HttpStream;
import io.paceline.sidecar.http.TakenParts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeFeedTest implements ChangeFeed.Source {
  private static final NodeEntry NODE = new NodeEntry("n", "127.0.0.1", "dc1", Map.of(), Map.of());
  private static final Set<Topic> ALL = EnumSet.allOf(Topic.class);

  private final SnapshotBuilder services = new SnapshotBuilder();
  private final History history = new History();
  private final HttpStream stream = new HttpStream(closed -> {});
  private List<Member> members = List.of(member("a", MemberStatus.ALIVE));

  @Override
  public List<Member> members() {
    return members;
  }

  @Override
  public CatalogSnapshot catalog() {
    return services.snapshot();
  }

  @Override
  public History history() {
    return history;
  }

  @Test
  void state_comes_first_and_then_only_what_changes() {
    put("web", "w1", 80);
    ChangeFeed feed = new ChangeFeed(this, ALL, "", stream);
    assertThat(pulse(feed)).containsExactly("member a", "service w1", "ready");
    assertThat(pulse(feed)).isEmpty();

    put("web", "w2", 81);
    members = List.of(member("a", MemberStatus.FAILED), member("b", MemberStatus.ALIVE));
    history.onMembership(new MembershipEvent.Failed(members.get(0)));
    assertThat(pulse(feed))
        .containsExactly("member a", "member b", "service w2", "happened member-failed a");

    services.remove("web", "n", "w1");
    members = List.of(member("a", MemberStatus.FAILED));
    assertThat(pulse(feed)).containsExactly("member-gone b", "service-gone w1");
    services.remove("web", "n", "w2");
    assertThat(pulse(feed)).containsExactly("service-gone w2");
  }

  @Test
  void what_came_and_went_while_the_client_read_slowly_is_not_sent() {
    ChangeFeed feed = new ChangeFeed(this, EnumSet.of(Topic.SERVICES), "", stream);
    pulse(feed);
    while (stream.offer(Bytes.utf8("x".repeat(1_000)))) {} // the client does not read
    put("web", "w1", 80);
    assertThat(feed.pulse()).isTrue();
    put("web", "w2", 80);
    put("api", "short", 80);
    services.remove("api", "n", "short");
    assertThat(feed.pulse()).isTrue();
    TakenParts.of(stream);
    assertThat(pulse(feed)).containsExactly("service w1");
    assertThat(pulse(feed)).containsExactly("service w2");
  }

  @Test
  void one_service_and_topics_are_chosen() {
    put("web", "w1", 80);
    put("api", "a1", 80);
    history.onMembership(new MembershipEvent.Joined(members.get(0)));
    assertThat(pulse(new ChangeFeed(this, EnumSet.of(Topic.SERVICES), "WEB", stream)))
        .containsExactly("service w1", "ready");
    assertThat(pulse(new ChangeFeed(this, EnumSet.of(Topic.HISTORY), "", stream)))
        .containsExactly("happened member-join a", "ready");
    assertThat(pulse(new ChangeFeed(this, EnumSet.of(Topic.EVENTS), "", stream)))
        .containsExactly("ready");
  }

  @Test
  void history_keeps_a_bounded_number() {
    for (int i = 0; i < 2 * History.KEPT_MAX; i++) {
      history.onMembership(new MembershipEvent.Joined(members.get(0)));
    }
    assertThat(history.ofMembersAfter(0)).hasSize(History.KEPT_MAX);
    assertThat(history.ofMembersAfter(history.last() - 1)).hasSize(1);
  }

  private void put(String service, String id, int port) {
    ServiceInstance instance = ServiceInstance.builder(service).id(id).node("n").port(port).build();
    services.put(new ServiceEntry(instance, NODE));
  }

  private static Member member(String name, MemberStatus status) {
    PeerAddress address =
        PeerAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7946));
    return FakeAgent.member(name, address, Map.of(), status, false);
  }

  /** The events' names and what they are about. */
  private List<String> pulse(ChangeFeed feed) {
    feed.pulse();
    return TakenParts.of(stream).stream().map(ChangeFeedTest::brief).toList();
  }

  private static String brief(String event) {
    String name = event.substring("event: ".length(), event.indexOf('\n'));
    String what = name.equals("happened") ? " " + field(event, "What") : "";
    String subject = event.contains("\"ID\"") ? field(event, "ID") : field(event, "Name");
    return (name + what + " " + subject).strip();
  }

  private static String field(String event, String name) {
    int at = event.indexOf("\"" + name + "\":\"");
    return at < 0
        ? ""
        : event.substring(at + name.length() + 4, event.indexOf('"', at + name.length() + 4));
  }
}
