package io.paceline.sidecar.cli;

import static org.awaitility.Awaitility.await;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.agent.Agent;
import io.paceline.sidecar.agent.AgentConfig;
import io.paceline.sidecar.agent.KeyFileException;
import io.paceline.testing.SlowRoad;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** An agent and two members, one of them 40 ms away, by real sockets. */
@Timeout(60)
final class NearAnswersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void each_member_that_asks_is_told_what_is_near_it() throws Exception {
    SlowRoad road = opened(new SlowRoad(Duration.ofMillis(40)));
    Agent agent = opened(Agent.start(config()));
    String seed = "127.0.0.1:" + agent.gossipAddress().getPort();
    start(GossipConfig.local("near").bind("127.0.0.1", 0), seed, 1);
    start(
        GossipConfig.local("far")
            .bind(SlowRoad.END, road.port())
            .advertise(SlowRoad.BEGIN, road.port()),
        seed,
        2);

    await().atMost(PATIENCE).until(() -> ports(agent, "10.0.0.1").equals(List.of(1, 2)));
    await().atMost(PATIENCE).until(() -> ports(agent, SlowRoad.BEGIN).equals(List.of(2)));
    await().atMost(PATIENCE).until(() -> ports(agent, "127.0.0.1").equals(List.of(1)));
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static AgentConfig config() throws KeyFileException {
    String line =
        "--node agent --profile local --bind 127.0.0.1:0 --dns 127.0.0.1:0 --http 127.0.0.1:0"
            + " --dns-near";
    return AgentRun.config(AgentArguments.readPlain(List.of(line.split(" "))).orElseThrow());
  }

  /** Pings often, so that its coordinate says something soon. */
  private void start(GossipConfig.Builder config, String seed, int port) throws IOException {
    SwimConfig eager =
        SwimConfig.local()
            .withProbe(
                new SwimConfig.Probe(Duration.ofMillis(120), Duration.ofMillis(100), 1, true, 8));
    GossipNode node = opened(GossipNode.start(config.swim(eager).seeds(seed).build()));
    node.services().register(ServiceInstance.builder("web").port(port).build()).join();
  }

  /** What somebody at that address is answered. */
  private static List<Integer> ports(Agent agent, String client) throws IOException {
    SimpleResolver resolver = new SimpleResolver(agent.dnsAddress());
    resolver.setEDNS(
        0, 1232, 0, List.of(new ClientSubnetOption(32, InetAddress.getByName(client))));
    Name name = Name.fromString("web.service.consul.");
    Message answer = resolver.send(Message.newQuery(Record.newRecord(name, Type.SRV, DClass.IN)));
    TreeSet<Integer> ports = new TreeSet<>();
    answer.getSection(Section.ANSWER).forEach(srv -> ports.add(((SRVRecord) srv).getPort()));
    return List.copyOf(ports);
  }
}
