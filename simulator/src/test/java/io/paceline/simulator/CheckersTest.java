package io.paceline.simulator;

import static io.paceline.gossip.MemberStatus.ALIVE;
import static io.paceline.gossip.MemberStatus.FAILED;
import static io.paceline.gossip.MemberStatus.LEFT;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.UserEvent;
import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.UserMessage;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.SnapshotBuilder;
import io.paceline.simulator.check.BroadcastsStop;
import io.paceline.simulator.check.Checker;
import io.paceline.simulator.check.DeathNeedsSuspicion;
import io.paceline.simulator.check.EventsTellTheView;
import io.paceline.simulator.check.IncarnationsNeverDecrease;
import io.paceline.simulator.check.InvariantBroken;
import io.paceline.simulator.check.NobodyDiesWithoutFault;
import io.paceline.simulator.check.PacketsFit;
import io.paceline.simulator.check.ServicesStay;
import io.paceline.simulator.check.TrafficIsBounded;
import io.paceline.simulator.check.UserEventsArriveOnce;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each checker sees what it is there for, and nothing else. */
class CheckersTest {
  private final FakeWorld world = new FakeWorld(NetworkOptions.calm());

  /** What made a snapshot and makes the next one of its node. */
  private final IdentityHashMap<CatalogSnapshot, SnapshotBuilder> builders =
      new IdentityHashMap<>();

  @Test
  void a_view_that_goes_back_to_an_older_incarnation_is_seen() {
    watch(IncarnationsNeverDecrease::new);
    incarnationOfB(3);
    say(new MembershipEvent.Joined(b(ALIVE, false, 3)));
    broken(() -> say(new MembershipEvent.Updated(b(ALIVE, false, 2))), "back from incarnation 3");
  }

  @Test
  void an_incarnation_that_its_owner_never_had_is_seen() {
    watch(IncarnationsNeverDecrease::new);
    incarnationOfB(3);
    broken(() -> say(new MembershipEvent.Joined(b(ALIVE, false, 4))), "whose highest was 3");
  }

  @Test
  void a_member_that_was_purged_may_start_anew() {
    watch(IncarnationsNeverDecrease::new);
    incarnationOfB(3);
    say(new MembershipEvent.Joined(b(ALIVE, false, 3)));
    say(new MembershipEvent.Failed(b(FAILED, false, 3)));
    world.simulation.run(Duration.ofSeconds(31));
    fine(() -> say(new MembershipEvent.Joined(b(ALIVE, false, 1))));
  }

  @Test
  void a_death_without_a_suspicion_is_seen() {
    watch(DeathNeedsSuspicion::new);
    say(new MembershipEvent.Joined(b(ALIVE, false, 1)));
    broken(() -> say(new MembershipEvent.Failed(b(FAILED, false, 1))), "had not suspected it");
  }

  @Test
  void a_death_after_too_short_a_suspicion_is_seen() {
    watch(DeathNeedsSuspicion::new);
    say(new MembershipEvent.SuspicionChanged(b(ALIVE, true, 1)));
    world.simulation.run(Duration.ofMillis(3_999)); // the LAN profile's least is 4 s
    broken(() -> say(new MembershipEvent.Failed(b(FAILED, false, 1))), "at least 4000 ms");
  }

  @Test
  void a_death_after_a_suspicion_that_ran_its_time_is_right_and_others_may_believe_it() {
    watch(DeathNeedsSuspicion::new);
    world.up("c");
    say(new MembershipEvent.SuspicionChanged(b(ALIVE, true, 1)));
    world.simulation.run(Duration.ofSeconds(4));
    fine(() -> say(new MembershipEvent.Failed(b(FAILED, false, 1))));
    fine(() -> say("c", new MembershipEvent.Failed(b(FAILED, false, 1))));
  }

  @Test
  void a_suspicion_of_an_older_incarnation_does_not_count() {
    watch(DeathNeedsSuspicion::new);
    say(new MembershipEvent.SuspicionChanged(b(ALIVE, true, 1)));
    world.simulation.run(Duration.ofSeconds(5));
    broken(() -> say(new MembershipEvent.Failed(b(FAILED, false, 2))), "had not suspected it");
  }

  @Test
  void a_leave_that_nobody_ordered_is_seen() {
    watch(DeathNeedsSuspicion::new);
    broken(() -> say(new MembershipEvent.Left(b(LEFT, false, 1))), "which it did not");
    world.act("b", out -> {}); // the fake is told to leave
    fine(() -> say(new MembershipEvent.Left(b(LEFT, false, 1))));
  }

  @Test
  void an_accusation_in_a_run_without_faults_is_seen() {
    watch(NobodyDiesWithoutFault::new);
    broken(() -> say(new MembershipEvent.SuspicionChanged(b(ALIVE, true, 1))), "nothing is wrong");
  }

  @Test
  void a_broadcast_that_is_sent_too_often_is_seen() {
    watch(BroadcastsStop::new);
    Dead news = new Dead(1, "b", "a");
    sendTimes(8, news); // the LAN profile's multiplier among two members, for living and dead
    fine(() -> send(new Dead(1, "b", "a"))); // equal, but another piece of news
    broken(() -> send(news), "for the 9th time");
  }

  @Test
  void news_that_come_back_about_a_member_whose_state_has_changed_may_be_sent_anew() {
    watch(BroadcastsStop::new);
    Dead news = new Dead(1, "b", "a"); // records travel as they are: a peer returns our own object
    sendTimes(8, news);
    say(new MembershipEvent.Joined(b(ALIVE, false, 1)));
    fine(() -> sendTimes(7, news));
    fine(
        () ->
            world.act(
                "a",
                out -> {
                  out.packet(world.simulation.node("b").address(), List.of(news, news), false);
                  out.event(
                      new EngineEvent.Membership(new MembershipEvent.Failed(b(FAILED, false, 1))));
                }));
    say(new MembershipEvent.Joined(b(ALIVE, false, 1)));
    fine(() -> sendTimes(8, news));
    broken(() -> send(news), "for the 9th time");
  }

  @Test
  void a_packet_beyond_the_budget_is_seen() {
    watch(PacketsFit::new);
    fine(() -> send(user(1_399)));
    broken(() -> send(user(1_400)), "sends 1401 bytes");
    fine(() -> send(user(600), user(700)));
    broken(() -> send(user(600), user(793)), "sends 1401 bytes");
  }

  @Test
  void a_view_that_its_events_did_not_tell_of_is_seen() {
    watch(EventsTellTheView::new);
    say(new MembershipEvent.Joined(b(ALIVE, false, 1)));
    world.engine("a").members = List.of(b(ALIVE, false, 2)); // a higher incarnation is no event
    fine(() -> world.simulation.run(Duration.ofSeconds(1)));
    world.engine("a").members = List.of(b(FAILED, false, 2));
    broken(() -> world.simulation.run(Duration.ofSeconds(1)), "while its events told of");
  }

  @Test
  void an_event_that_does_not_fit_what_was_before_is_seen() {
    watch(EventsTellTheView::new);
    say(new MembershipEvent.Joined(b(ALIVE, false, 1)));
    broken(() -> say(new MembershipEvent.Joined(b(ALIVE, false, 1))), "of a member that was");
    broken(() -> say(new MembershipEvent.Reaped(b(ALIVE, false, 1))), "of a member that was");
  }

  @Test
  void a_registration_that_its_owner_does_not_show_is_seen() {
    watch(ServicesStay::new);
    broken(() -> register("b", web(1)), "has registered");
  }

  @Test
  void a_service_that_goes_back_to_what_it_was_is_seen() {
    watch(ServicesStay::new);
    registered("b", web(1));
    show("a", web(1));
    registered("b", web(2));
    fine(() -> show("a", web(2)));
    broken(() -> show("a", web(1)), "revision 1, after it had seen 2");
  }

  @Test
  void a_deregistered_service_that_comes_back_is_seen() {
    watch(ServicesStay::new);
    world.engine("a").members = List.of(b(ALIVE, false, 1));
    registered("b", web(1));
    show("a", web(1));
    world.engine("b").catalog = with(world.engine("b").catalog);
    world.simulation.node("b").command(new Command.Deregister("web"));
    show("a");
    broken(() -> show("a", web(1)), "revision 1, after it had seen");
  }

  @Test
  void services_that_were_hidden_while_their_owner_was_down_may_come_back() {
    watch(ServicesStay::new);
    world.engine("a").members = List.of(b(FAILED, false, 1));
    registered("b", web(1));
    show("a", web(1));
    show("a");
    fine(() -> show("a", web(1)));
  }

  @Test
  void a_service_that_nobody_registered_is_seen() {
    watch(ServicesStay::new);
    registered("b", web(1));
    broken(() -> show("a", web(7)), "shows what nobody registered");
  }

  @Test
  void a_user_event_that_is_heard_twice_or_was_never_fired_is_seen() {
    watch(UserEventsArriveOnce::new);
    world.simulation.node("b").command(new Command.FireEvent("deploy", Bytes.EMPTY, false));
    fine(() -> hear("deploy"));
    broken(() -> hear("deploy"), "hears an event twice");
    broken(() -> hear("burn"), "that nobody fired");
  }

  @Test
  void a_storm_of_packets_is_seen() {
    watch(TrafficIsBounded::new);
    for (int second = 0; second < 3; second++) {
      sendTimes(2_100, user(1)); // 2,000 and 50 for each of two nodes
      world.simulation.run(Duration.ofSeconds(1));
    }
    sendTimes(2_100, user(1));
    broken(() -> send(user(1)), "more than 2100 packets");
  }

  private static ServiceInstance web(int port) {
    return ServiceInstance.builder("web").node("b").port(port).build();
  }

  private void register(String owner, ServiceInstance instance) {
    world.simulation.node(owner).command(new Command.Register(instance));
  }

  private void registered(String owner, ServiceInstance instance) {
    world.engine(owner).catalog = with(world.engine(owner).catalog, instance);
    register(owner, instance);
  }

  /** The node's engine replaces what it shows, within an input as it must. */
  private void show(String name, ServiceInstance... instances) {
    world.engine(name).catalog = with(world.engine(name).catalog, instances);
    world.act(name, out -> {});
  }

  private CatalogSnapshot with(CatalogSnapshot before, ServiceInstance... instances) {
    NodeEntry owner = new NodeEntry("b", "10.0.0.2", "dc1", Map.of(), Map.of());
    SnapshotBuilder builder = builders.computeIfAbsent(before, unused -> new SnapshotBuilder());
    builder.replace("web", Stream.of(instances).map(i -> new ServiceEntry(i, owner)).toList());
    CatalogSnapshot after = builder.snapshot();
    builders.put(after, builder);
    return after;
  }

  private void hear(String event) {
    UserEvent heard = new UserEvent(1, event, Bytes.EMPTY, false);
    world.act("a", out -> out.event(new EngineEvent.UserEventReceived(heard)));
  }

  private void watch(Function<Simulation, Checker> checker) {
    world.simulation.watch(checker.apply(world.simulation));
    world.up("a");
    world.up("b");
  }

  private void incarnationOfB(long incarnation) {
    world.engine("b").incarnation = incarnation;
  }

  private static Member b(MemberStatus status, boolean suspect, long incarnation) {
    return FakeEngine.member("b", status, suspect, incarnation);
  }

  private void say(MembershipEvent event) {
    say("a", event);
  }

  private void say(String name, MembershipEvent event) {
    world.act(name, out -> out.event(new EngineEvent.Membership(event)));
  }

  private void send(Message... parts) {
    world.act("a", out -> out.packet(world.simulation.node("b").address(), List.of(parts), false));
  }

  private void sendTimes(int times, Message news) {
    for (int i = 0; i < times; i++) {
      send(news);
    }
  }

  private static UserMessage user(int bytes) {
    return new UserMessage(Bytes.wrap(new byte[bytes]));
  }

  private static void broken(ThrowingCallable act, String why) {
    assertThatThrownBy(act).isInstanceOf(InvariantBroken.class).hasMessageContaining(why);
  }

  private static void fine(ThrowingCallable act) {
    assertThatCode(act).doesNotThrowAnyException();
  }
}
