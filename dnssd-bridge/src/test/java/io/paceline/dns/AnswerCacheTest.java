package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers that are given again from what was encoded before. */
class AnswerCacheTest {
  private final FixedCatalog catalog = new FixedCatalog().node("n1", "10.0.0.1", Map.of());
  private final Exchange server = new Exchange(DnsConfig.builder().build(), catalog);

  private static ServiceInstance.Builder at(String service, int number) {
    return ServiceInstance.builder(service)
        .id("i" + number)
        .node("n1")
        .address("10.1." + number / 200 + "." + (1 + number % 200))
        .port(1_000 + number);
  }

  private Message ask(String name, int type) {
    return server.tcp(Exchange.query(name, type));
  }

  private long fromCache() {
    return server.counters.read().fromCache();
  }

  private List<Integer> ports(String name) {
    return ask(name, Type.SRV).getSection(Section.ANSWER).stream()
        .map(r -> ((SRVRecord) r).getPort())
        .sorted()
        .toList();
  }

  @Test
  void change_of_an_instance_encodes_the_names_of_its_service_anew_and_no_others() {
    catalog.instance(at("web", 1).tags("v2")).instance(at("db", 2));
    List<String> names = List.of("web.service.consul", "v2.web.service.consul");
    names.forEach(this::ports);
    ports("db.service.consul");
    assertThat(fromCache()).isZero();
    catalog.instance(at("web", 3).tags("v2"));
    assertThat(ports("db.service.consul")).containsExactly(1_002);
    assertThat(fromCache()).isEqualTo(1);
    for (String name : names) {
      assertThat(ports(name)).containsExactly(1_001, 1_003);
    }
    assertThat(fromCache()).isEqualTo(1);
    names.forEach(this::ports);
    assertThat(fromCache()).isEqualTo(3);
  }

  @Test
  void service_that_is_gone_is_gone_at_once() {
    catalog.instance(at("web", 1));
    ports("web.service.consul");
    catalog.remove(at("web", 1).build());
    assertThat(ask("web.service.consul", Type.SRV).getRcode()).isEqualTo(3);
  }

  @Test
  void node_that_changes_is_answered_anew() {
    assertThat(ask("n1.node.consul", Type.A).getSection(Section.ANSWER)).hasSize(1);
    assertThat(ask("n1.node.consul", Type.A).getSection(Section.ANSWER)).hasSize(1);
    assertThat(fromCache()).isEqualTo(1);
    catalog.node("n1", "10.0.0.9", Map.of());
    Record answer = ask("n1.node.consul", Type.A).getSection(Section.ANSWER).get(0);
    assertThat(answer.rdataToString()).isEqualTo("10.0.0.9");
  }

  @Test
  void any_letter_case_gets_the_same_answer_in_the_letter_case_of_the_question() {
    catalog.instance(at("web", 1));
    String[] names = {"web.service.consul", "wEB.serVICE.consul", "web.service.CONSUL"};
    for (String name : names) {
      for (int i = 0; i < 3; i++) {
        Message answer = ask(name, Type.SRV);
        SRVRecord server = (SRVRecord) answer.getSection(Section.ANSWER).get(0);
        assertThat(answer.getQuestion().getName()).hasToString(name + ".");
        assertThat(server.getName()).hasToString(name + ".");
        String domain = name.substring(name.lastIndexOf('.'));
        assertThat(server.getTarget()).hasToString("0a010002.addr.dc1" + domain + ".");
        assertThat(answer.getSection(Section.ADDITIONAL).get(0).getName())
            .isEqualTo(server.getTarget());
      }
    }
    // made are the first of the first name, and each of the third: its domain is in upper case
    assertThat(fromCache()).isEqualTo(5);
  }

  @Test
  void serial_of_a_kept_answer_is_the_newest() {
    catalog.instance(at("web", 1));
    for (int i = 0; i < 3; i++) {
      Message answer = ask("web.service.consul", Type.AAAA);
      SOARecord soa = (SOARecord) answer.getSection(Section.AUTHORITY).get(0);
      assertThat(soa.getSerial()).isEqualTo(catalog.snapshot().version());
      catalog.instance(at("db", i));
    }
    assertThat(fromCache()).isEqualTo(2);
  }

  @Test
  void every_instance_comes_first_equally_often_and_none_is_missing_or_twice() {
    int instances = 20;
    for (int i = 0; i < instances; i++) {
      catalog.instance(at("web", i));
    }
    Map<Integer, Integer> first = new TreeMap<>();
    for (int i = 0; i < 200 * instances; i++) {
      Message answer = ask("web.service.consul", Type.SRV);
      List<Record> records = answer.getSection(Section.ANSWER);
      assertThat(new HashSet<>(records)).hasSize(instances);
      first.merge(((SRVRecord) records.get(0)).getPort(), 1, Integer::sum);
      // the addresses are in the order of the answers, so that those of the first stay longest
      assertThat(answer.getSection(Section.ADDITIONAL))
          .extracting(r -> r.getName())
          .containsExactlyElementsOf(
              records.stream().map(r -> ((SRVRecord) r).getTarget()).toList());
    }
    // 200 expected; the standard deviation is 14
    assertThat(first.values()).hasSize(instances).allMatch(times -> times > 130 && times < 270);
  }

  @Test
  void every_recorded_query_is_answered_alike_time_after_time() {
    Exchange consul = new Exchange(DnsConfig.builder().build(), ConsulVectorCatalog.load());
    for (ConsulVector vector : ConsulVector.all()) {
      if (vector.query().startsWith("many.")) {
        continue; // cut: another choice of its instances each time
      }
      Map<String, Object> made = ConsulAnswer.of(ConsulAnswer.ask(consul, vector.query()));
      for (int i = 0; i < 4; i++) {
        assertThat(ConsulAnswer.of(ConsulAnswer.ask(consul, vector.query())))
            .as(vector.query())
            .isEqualTo(made);
      }
    }
    assertThat(consul.counters.read().fromCache()).isGreaterThan(150);
  }

  @Test
  void owners_are_spelled_out_where_a_pointer_does_not_reach() {
    int instances = 800; // the last answers stand beyond 16,383 bytes
    for (int i = 0; i < instances; i++) {
      catalog.instance(at("web", i));
    }
    Message answer = ask("_web._tcp.dnssd.consul", Type.PTR);
    assertThat(answer.getSection(Section.ANSWER)).hasSize(instances);
    Message servers = ask("web.service.consul", Type.SRV);
    List<Record> answers = servers.getSection(Section.ANSWER);
    assertThat(answers).hasSize(instances);
    List<Record> additional = servers.getSection(Section.ADDITIONAL);
    assertThat(additional).hasSize(instances);
    for (int i = 0; i < additional.size(); i++) {
      assertThat(additional.get(i).getName()).isEqualTo(((SRVRecord) answers.get(i)).getTarget());
    }
  }

  @Test
  void names_that_a_stranger_makes_up_take_no_memory() throws Exception {
    var cache = new AnswerCache(1 << 20);
    var random = new SplittableRandom(3);
    for (int i = 0; i < 1_000; i++) {
      String hex = String.format("%08x", random.nextInt());
      for (String name : List.of(hex + ".addr.consul", hex + ".service.consul", hex + ".consul")) {
        put(cache, name, Type.A);
      }
    }
    assertThat(cache.bytes()).isZero();
    catalog.instance(at("web", 1));
    put(cache, "web.service.consul", Type.A);
    put(cache, "web.service.consul", Type.A);
    assertThat(cache.bytes()).isBetween(1L, 1_000L);
  }

  @Test
  void memory_is_bounded_and_what_is_asked_for_stays() throws Exception {
    var cache = new AnswerCache(100_000);
    catalog.instance(at("hot", 1));
    put(cache, "hot.service.consul", Type.SRV);
    Set<Boolean> kept = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      catalog.instance(at("s" + i, i));
      put(cache, "s" + i + ".service.consul", Type.SRV);
      assertThat(cache.bytes()).isLessThanOrEqualTo(100_000);
      kept.add(cache.find(parsed("hot.service.consul", Type.SRV), catalog.snapshot(), 0) != null);
    }
    assertThat(kept).containsExactly(true);
    assertThat(cache.bytes()).isGreaterThan(50_000);
  }

  private void put(AnswerCache cache, String name, int type) {
    DnsQuery query = parsed(name, type);
    var question = new DnsQuestion(query.name(), type, false, false, Asker.HERE, 0);
    var responder = new DnsResponder(DnsConfig.builder().build());
    Answer answer = responder.answer(question, catalog.snapshot(), new SplittableRandom(1));
    AnswerTemplate template = AnswerEncoder.encode(query.name(), answer);
    cache.put(query, answer, catalog.snapshot(), template);
  }

  private static DnsQuery parsed(String name, int type) {
    DnsQuery query = new DnsQuery();
    byte[] bytes = Exchange.message(name, type, DClass.IN).toWire();
    query.read(io.netty.buffer.Unpooled.wrappedBuffer(bytes), Exchange.CLIENT, false);
    QueryParser.parse(query);
    return query;
  }

  /**
   * What is measured is the thread's own counter, so the garbage of other threads is not in it. On
   * JDK 25, where Netty does without Unsafe, an answer takes 64 bytes.
   */
  @Test
  @EnabledForJreRange(max = JRE.JAVA_23)
  void kept_answer_is_given_without_allocating() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      catalog.instance(at("web", i));
    }
    List<ByteBuf> questions = new ArrayList<>();
    for (String name : List.of("_web._tcp.service.consul", "WEB.service.consul")) {
      for (int type : new int[] {Type.SRV, Type.A, Type.AAAA}) {
        byte[] query = Exchange.query(name, type, 1_232);
        questions.add(PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(query));
      }
    }
    var fewest = new AtomicLong(Long.MAX_VALUE);
    // of the kind that event loops are: Netty reuses its buffers there
    Thread thread = new FastThreadLocalThread(() -> measure(questions, fewest));
    ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // it samples, by objects
    thread.start();
    thread.join();
    ResourceLeakDetector.setLevel(level);
    questions.forEach(ByteBuf::release);
    assertThat(fewest.get()).as("bytes for 6,000 answers").isLessThan(6_000);
  }

  private void measure(List<ByteBuf> questions, AtomicLong fewest) {
    answerAll(questions, 20_000); // until all is compiled, and the pool has its buffers
    for (int round = 0; round < 20; round++) {
      long before = allocatedBytes();
      answerAll(questions, 1_000);
      fewest.accumulateAndGet(allocatedBytes() - before, Math::min);
    }
  }

  private void answerAll(List<ByteBuf> questions, int times) {
    for (int i = 0; i < times; i++) {
      for (int q = 0; q < questions.size(); q++) {
        server.answer(questions.get(q)).release();
      }
    }
  }

  private static long allocatedBytes() {
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
