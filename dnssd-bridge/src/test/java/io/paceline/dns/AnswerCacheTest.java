package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceInstance;
import io.paceline.service.ServiceView;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers that come from the cache: the same as made anew, true at every moment, and bounded. */
class AnswerCacheTest {
  private final FixedCatalog catalog = ConsulVectorCatalog.load();
  private final DnsConfig config = DnsConfig.builder().build();

  /** Sends a query so often that its answer must come from the cache. */
  private static Message warm(Exchange exchange, RawQuery query, boolean tcp) {
    for (int i = 0; i < 2 * AnswerCache.ORDERS; i++) {
      exchange.send(query.build(), tcp);
    }
    return tcp ? exchange.tcp(query.build()) : exchange.udp(query.build());
  }

  private static List<String> sections(Message message) {
    TreeSet<String> lines = new TreeSet<>();
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
      for (Record each : message.getSection(section)) {
        if (each.getType() != Type.OPT) {
          lines.add(section + " " + each);
        }
      }
    }
    return List.copyOf(lines);
  }

  @Test
  void cached_answer_is_the_one_made_anew_in_every_letter_case() {
    SplittableRandom random = new SplittableRandom(5);
    Exchange cached = new Exchange(config, catalog);
    String[] more = {
      "_web._tcp.dnssd.consul PTR", "b@n1._web._tcp.dnssd.consul SRV", "V2.web.service.consul SRV"
    };
    for (String query :
        java.util.stream.Stream.concat(
                ConsulVector.all().stream().map(ConsulVector::query), java.util.Arrays.stream(more))
            .toList()) {
      String[] words = query.split(" ");
      if (words[0].startsWith("many")) {
        continue; // cut at random
      }
      int type = Type.value(words[1]);
      warm(cached, RawQuery.of(words[0].toLowerCase(Locale.ROOT), type), false);
      String mixed = mixedCase(words[0], random);
      Message hit = warm(cached, RawQuery.of(mixed, type), false);
      Message anew = new Exchange(config, catalog).udp(RawQuery.of(mixed, type).build());
      assertThat(hit.getHeader().printFlags()).isEqualTo(anew.getHeader().printFlags());
      assertThat(hit.getQuestion()).isEqualTo(anew.getQuestion());
      assertThat(sections(hit)).as(mixed).isEqualTo(sections(anew));
    }
  }

  private static String mixedCase(String name, SplittableRandom random) {
    StringBuilder mixed = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      mixed.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
    }
    return mixed.toString();
  }

  @Test
  void target_repeats_the_letter_case_of_the_domain_on_a_hit_too() {
    Exchange exchange = new Exchange(config, catalog);
    warm(exchange, RawQuery.of("six.service.consul", Type.SRV), false);
    Message hit = exchange.udp(RawQuery.of("six.service.CoNsUl", Type.SRV).build());
    assertThat(hit.getSection(Section.ANSWER).get(0).rdataToString())
        .isEqualTo("1 1 66 n6.node.dc1.CoNsUl.");
    assertThat(hit.getSection(Section.ADDITIONAL).get(0).getName())
        .hasToString("n6.node.dc1.CoNsUl.");
  }

  @Test
  void change_of_a_service_shows_in_the_next_answer() {
    Exchange exchange = new Exchange(config, catalog);
    RawQuery six = RawQuery.of("six.service.consul", Type.AAAA);
    assertThat(warm(exchange, six, false).getSection(Section.ANSWER)).hasSize(1);
    ServiceInstance added =
        ServiceInstance.builder("six").id("2").node("n1").address("2001:db8::7").build();
    catalog.instance(added.toBuilder());
    assertThat(exchange.udp(six.build()).getSection(Section.ANSWER)).hasSize(2);
    warm(exchange, six, false);
    catalog.remove(added);
    assertThat(exchange.udp(six.build()).getSection(Section.ANSWER)).hasSize(1);
    catalog.remove(catalog.lookup("six").entries().get(0).instance());
    assertThat(exchange.udp(six.build()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void change_of_another_service_leaves_the_encoded_answer_in_use() {
    AnswerCache cache = new AnswerCache(16, 10_000);
    CatalogSnapshot before = catalog.snapshot();
    Stored stored = new Stored(cache, "six.service.consul", before.service("six"), before);
    catalog.instance(ServiceInstance.builder("other").node("n1"));
    CatalogSnapshot after = catalog.snapshot();
    assertThat(after).isNotSameAs(before);
    assertThat(stored.find(after)).isSameAs(stored.encoded);
    catalog.instance(ServiceInstance.builder("six").id("2").node("n1"));
    assertThat(stored.find(catalog.snapshot())).isNull();
  }

  @Test
  void orders_of_an_answer_take_turns() {
    Exchange exchange = new Exchange(config, catalog);
    RawQuery query = RawQuery.of("many.service.consul", Type.A).opt(1232);
    warm(exchange, query, false);
    TreeSet<String> first = new TreeSet<>();
    for (int i = 0; i < AnswerCache.ORDERS; i++) {
      first.add(exchange.udp(query.build()).getSection(Section.ANSWER).get(0).rdataToString());
    }
    assertThat(first).hasSizeGreaterThan(2);
  }

  @Test
  void names_that_do_not_exist_are_not_kept() {
    AnswerCache cache = new AnswerCache(16, 10_000);
    new Stored(cache, "six.service.consul", catalog.lookup("six"), catalog.snapshot());
    long bytes = cache.bytes();
    Exchange exchange = new Exchange(config, catalog);
    assertThat(warm(exchange, RawQuery.of("x.service.consul", Type.A), false).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
    catalog.instance(ServiceInstance.builder("x").node("n1"));
    assertThat(exchange.udp(RawQuery.of("x.service.consul", Type.A).build()).getRcode())
        .isEqualTo(Rcode.NOERROR);
    assertThat(bytes).isPositive();
  }

  @Test
  void both_bounds_hold_whatever_is_put_in() {
    AnswerCache cache = new AnswerCache(4, 2_000);
    CatalogSnapshot now = catalog.snapshot();
    for (int i = 0; i < 10_000; i++) {
      Stored stored = new Stored(cache, "tag" + i + ".six.service.consul", now.service("six"), now);
      assertThat(cache.bytes()).isBetween(0L, 2_000L);
      if (cache.bytes() > 0) {
        assertThat(stored.find(now)).isSameAs(stored.encoded);
      }
    }
  }

  /** One answer of 50 bytes, put into a cache. */
  private static final class Stored {
    final EncodedAnswer encoded;
    private final AnswerCache cache;
    private final ByteBuf message;
    private final DnsQuery query = new DnsQuery();

    Stored(AnswerCache cache, String name, ServiceView source, CatalogSnapshot now) {
      this.cache = cache;
      this.message = Unpooled.wrappedBuffer(RawQuery.of(name, Type.SRV).build());
      QueryParser.parse(message, query);
      Name owner = query.name(message);
      Record record = AddressRecords.of(owner, "10.0.0.1", 0).get(0);
      Answer answer =
          new Answer(Rcode.NOERROR, true, List.of(record), List.of(), List.of(), source);
      this.encoded = new EncodedAnswer(answer, false, new byte[50], 1, 0, 0, new int[0]);
      cache.put(message, query, AnswerRoom.TCP, now, answer, encoded);
    }

    @Nullable EncodedAnswer find(CatalogSnapshot now) {
      return cache.find(message, query, AnswerRoom.TCP, now);
    }
  }

  @Test
  void node_of_an_instance_is_part_of_its_answer() {
    // a catalog that shows another address of a node shows another view of its services
    FixedCatalog moving = new FixedCatalog().node("n", "10.0.0.1", Map.of());
    moving.instance(ServiceInstance.builder("s").node("n"));
    Exchange exchange = new Exchange(config, moving);
    RawQuery query = RawQuery.of("s.service.consul", Type.A);
    warm(exchange, query, true);
    moving.node("n", "10.0.0.2", Map.of()).instance(ServiceInstance.builder("s").node("n"));
    assertThat(exchange.tcp(query.build()).getSection(Section.ANSWER).get(0).rdataToString())
        .isEqualTo("10.0.0.2");
  }
}
