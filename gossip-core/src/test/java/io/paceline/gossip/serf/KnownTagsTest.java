package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownTagsTest {
  private final KnownTags tags = new KnownTags();

  @Test
  void members_that_say_the_same_share_one_map_up_to_what_users_see() {
    Map<String, String> one = tags.of(SerfCodec.encodeTags(Map.of("role", "web")));
    Map<String, String> other = tags.of(SerfCodec.encodeTags(Map.of("role", "web")));
    assertThat(one).isEqualTo(Map.of("role", "web")).isSameAs(other);
    assertThat(member(one).tags()).isSameAs(one);
  }

  @Test
  void however_many_differ_each_is_read_rightly() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 1_000; i++) {
        Map<String, String> said = Map.of("number", "" + i);
        assertThat(tags.of(SerfCodec.encodeTags(said))).isEqualTo(said);
      }
    }
  }

  @Test
  void what_cannot_be_read_is_no_tags() {
    assertThat(tags.of(Bytes.wrap(new byte[] {-1, 1, 2, 3}))).isEmpty();
  }

  private static Member member(Map<String, String> tags) {
    PeerAddress address = new PeerAddress(InetAddress.getLoopbackAddress(), 1);
    return new Member("a", address, tags, MemberStatus.ALIVE, false, Versions.SERF, 1);
  }
}
