package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.CatalogEvent;
import io.paceline.service.ServiceInstance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** DNS at one member, services at another. */
class GossipedAnswersTest {
  private static final long PATIENCE_SECONDS = 20;

  private static GossipNode start(String name) throws Exception {
    var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return GossipNode.start(GossipConfig.local(name).bind(bind).build());
  }

  private static ServiceInstance web(int port) {
    return ServiceInstance.builder("web").port(port).build();
  }

  @Test
  void answer_has_changed_when_the_catalog_says_that_the_service_has() throws Exception {
    try (GossipNode owner = start("owner");
        GossipNode asked = start("asked")) {
      asked.join(List.of(NetUtil.toSocketAddressString(owner.address()))); // it goes on trying
      Awaitility.await()
          .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
          .until(() -> asked.members().size() == 2 && owner.members().size() == 2);
      var server = new Exchange(DnsConfig.builder().node("asked").build(), asked.services());
      BlockingQueue<Message> answers = new ArrayBlockingQueue<>(16);
      asked.services().watch("web", event -> answers.add(ask(server, event)), Runnable::run);
      assertThat(next(answers).getRcode()).as("before").isEqualTo(Rcode.NXDOMAIN);
      for (int port = 1_001; port <= 1_005; port++) {
        owner.services().register(web(port)).join();
        assertThat(ports(next(answers))).containsExactly(port);
      }
      owner.services().deregister("web").join();
      assertThat(next(answers).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }
  }

  private static Message ask(Exchange server, CatalogEvent event) {
    assertThat(event).isNotNull();
    return server.tcp(Exchange.query("web.service.consul", Type.SRV));
  }

  private static Message next(BlockingQueue<Message> answers) throws InterruptedException {
    Message answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(answer).as("a change that does not come").isNotNull();
    return java.util.Objects.requireNonNull(answer);
  }

  private static List<Integer> ports(Message answer) {
    return answer.getSection(Section.ANSWER).stream().map(r -> ((SRVRecord) r).getPort()).toList();
  }
}
