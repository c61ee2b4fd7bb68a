package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;

/**
 * One field in which Paceline deliberately answers a recorded query differently than Consul.
 *
 * @param query as in the recorded file
 * @param field of the answer
 * @param reason the rule that Consul's answer breaks, or the option that gives Consul's answer
 * @param check fails unless the field is what Paceline says it should be
 */
record ConsulDifference(String query, String field, String reason, Consumer<Object> check) {
  private static final String SOA =
      "consul. 0 SOA ns.consul. hostmaster.consul. <time> 3600 600 86400 0";

  private static final String NODATA = "RFC 2308 section 3: NODATA carries the SOA of the zone";
  private static final String EXISTS = "RFC 8020: a name exists when names below it do";
  private static final String APEX = "RFC 1035: the topmost name of a zone has its SOA and NS";
  private static final String ANY = "RFC 8482 section 4.1: one RRset answers ANY over UDP";
  private static final String FITS = "RFC 2181 section 9: what fits, TC says that it is not all";
  private static final String REVERSE = "RFC 1035 section 4.1.1: refused outside our zones";
  private static final String SERVER = "RFC 1912 section 2.8: the name server's name resolves";
  private static final String TRANSFER = "RFC 5936 section 2.2.1: a zone transfer is refused";
  private static final String CLASS = "RFC 1035 section 3.2.4: nothing here is of class CH";
  private static final String OPT = "RFC 6891 section 6.1.1: an OPT answers an OPT";
  private static final String SIZE = "RFC 6891 section 6.2.5: the OPT says what the sender takes";
  private static final String VIRTUAL = "RFC 8499: there is no such name";
  private static final String OWNER = "RFC 4343 section 4.1: an owner name is as the question's";
  private static final String RECORD_TYPE = "RFC 1034 section 4.3.2: an answer has the type asked";

  private static ConsulDifference is(String query, String field, String reason, Object value) {
    return new ConsulDifference(
        query, field, reason, actual -> assertThat(actual).as(reason).isEqualTo(value));
  }

  static List<ConsulDifference> all() {
    return List.of(
        is("web.service.consul TXT", "answer", RECORD_TYPE, List.of()),
        is("web.service.consul TXT", "authority", NODATA, List.of(SOA)),
        is("n1.node.consul AAAA", "authority", NODATA, List.of(SOA)),
        is("n1.node.consul SRV", "authority", NODATA, List.of(SOA)),
        is("n6.node.consul A", "authority", NODATA, List.of(SOA)),
        is("0a000005.addr.consul AAAA", "authority", NODATA, List.of(SOA)),
        is("0a000005.addr.consul TXT", "authority", NODATA, List.of(SOA)),
        is("20010db8000000000000000000000006.addr.consul A", "authority", NODATA, List.of(SOA)),
        is(
            "0A000005.addr.consul A",
            "answer",
            OWNER,
            List.of("0A000005.addr.consul. 0 A 10.0.0.5")),
        is("_web._tcp.consul A", "rcode", "RFC 2308 section 2.2: the name has an SRV", "NOERROR"),
        is("1.0.0.10.in-addr.arpa A", "answer", RECORD_TYPE, List.of()),
        is(
            "1.0.0.10.in-addr.arpa A",
            "authority",
            NODATA,
            List.of("1.0.0.10.in-addr.arpa. " + SOA.substring("consul. ".length()))),
        is("99.0.0.10.in-addr.arpa PTR", "rcode", REVERSE, "REFUSED"),
        is("99.0.0.10.in-addr.arpa PTR", "flags", REVERSE, "QR RD"),
        is("99.0.0.10.in-addr.arpa PTR", "authority", REVERSE, List.of()),
        is("consul A", "rcode", APEX, "NOERROR"),
        is("consul TXT", "rcode", APEX, "NOERROR"),
        is("consul ANY", "rcode", APEX, "NOERROR"),
        is("consul ANY", "answer", ANY, List.of(SOA)),
        is("consul ANY", "authority", ANY, List.of()),
        is("consul SOA", "authority", SERVER, List.of("consul. 0 NS ns.consul.")),
        is("consul SOA", "additional", SERVER, List.of("ns.consul. 0 A 127.0.0.1")),
        is("consul NS", "answer", SERVER, List.of("consul. 0 NS ns.consul.")),
        is("consul NS", "additional", SERVER, List.of("ns.consul. 0 A 127.0.0.1")),
        is("ns.consul A", "rcode", SERVER, "NOERROR"),
        is("ns.consul A", "answer", SERVER, List.of("ns.consul. 0 A 127.0.0.1")),
        is("ns.consul A", "authority", SERVER, List.of()),
        is("service.consul A", "rcode", EXISTS, "NOERROR"),
        is("node.consul A", "rcode", EXISTS, "NOERROR"),
        is("addr.consul A", "rcode", EXISTS, "NOERROR"),
        is("web.virtual.consul A", "rcode", VIRTUAL, "NXDOMAIN"),
        is("web.virtual.consul A", "authority", VIRTUAL, List.of(SOA)),
        is("web.service.consul A cls=CH", "rcode", CLASS, "REFUSED"),
        is("web.service.consul A cls=CH", "flags", CLASS, "QR RD"),
        is("web.service.consul A cls=CH", "answer", CLASS, List.of()),
        is("web.service.consul AXFR tcp", "rcode", TRANSFER, "REFUSED"),
        is("web.service.consul AXFR tcp", "flags", TRANSFER, "QR RD"),
        is("web.service.consul IXFR tcp", "rcode", TRANSFER, "REFUSED"),
        is("web.service.consul IXFR tcp", "flags", TRANSFER, "QR RD"),
        is("web.service.consul IXFR tcp", "authority", TRANSFER, List.of()),
        is("n1.node.consul ANY", "answer", ANY, List.of("n1.node.consul. 0 A 10.0.0.1")),
        new ConsulDifference(
            "many.service.consul A", "answer", FITS, answers -> assertRecords(answers, 20, 20)),
        new ConsulDifference(
            "many.service.consul SRV", "answer", FITS, answers -> assertRecords(answers, 11, 13)),
        is("many.service.consul SRV", "flags", FITS, "QR AA TC RD"),
        is("many.service.consul SRV", "additional", FITS, List.of()),
        new ConsulDifference(
            "many.service.consul SRV edns=512",
            "answer",
            FITS,
            answers -> assertRecords(answers, 11, 13)),
        is("many.service.consul SRV edns=512", "flags", FITS, "QR AA TC RD"),
        is("many.service.consul SRV edns=512", "additional", FITS, List.of()),
        is("many.service.consul SRV edns=512", "edns", OPT, "1232"),
        is("many.service.consul SRV edns=4096", "edns", SIZE, "1232"));
  }

  private static void assertRecords(Object answers, int min, int max) {
    assertThat((List<?>) answers).as(FITS).hasSizeBetween(min, max).doesNotHaveDuplicates();
  }
}
