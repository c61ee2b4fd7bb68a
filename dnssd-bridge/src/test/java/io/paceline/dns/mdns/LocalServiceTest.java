package io.paceline.dns.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import io.paceline.service.TxtAttributes;
import io.paceline.service.TxtAttributes.Attribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalServiceTest {
  private static final ServiceInstance WEB = ServiceInstance.builder("web").port(8080).build();

  @ParameterizedTest
  @ValueSource(strings = {"Printer (2nd floor)", "a.b\\c", "Häuser 中文", "a_b"})
  void any_name_of_one_label_is_published(String name) {
    assertThat(LocalService.of(WEB, name).fullName()).isEqualTo(name + "._web._tcp.local");
  }

  @Test
  void a_name_of_63_bytes_is_published_and_one_more_is_refused() {
    assertThat(LocalService.of(WEB, "ä".repeat(31) + "x").name()).hasSize(32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalService.of(WEB, "ä".repeat(32)))
        .withMessageContaining("has 64 bytes, 1 to 63 can be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"_web", " web", "web ", "", "rocket \uD83D\uDE80", "a\u0007b"})
  void names_that_would_go_out_otherwise_are_refused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> LocalService.of(WEB, name));
  }

  @Test
  void an_instance_without_a_port_is_refused() {
    ServiceInstance noPort = ServiceInstance.builder("web").build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalService.of(noPort, "web"))
        .withMessageContaining("has no port");
  }

  @Test
  void a_service_that_is_no_label_of_a_type_is_refused() {
    ServiceInstance dotted = ServiceInstance.builder("web.api").port(1).build();
    assertThatIllegalArgumentException().isThrownBy(() -> LocalService.of(dotted, "web"));
  }

  @Test
  void no_attributes_are_one_empty_string() {
    assertThat(LocalService.of(WEB, "web").text()).isEqualTo(Bytes.wrap(new byte[] {0}));
  }

  @Test
  void attributes_are_strings_with_their_length_before_them() {
    ServiceInstance instance = WEB.toBuilder().attributes(Map.of("path", "/")).build();
    assertThat(LocalService.of(instance, "web").text()).isEqualTo(Bytes.utf8("\u0006path=/"));
  }

  @Test
  void a_text_record_of_more_than_1200_bytes_is_refused() {
    List<Attribute> many =
        IntStream.range(0, 6)
            .mapToObj(i -> new Attribute("k" + i, Optional.of(Bytes.utf8("v".repeat(200)))))
            .toList();
    ServiceInstance instance = WEB.toBuilder().attributes(TxtAttributes.of(many)).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalService.of(instance, "web"))
        .withMessageContaining("has 1224 bytes, at most 1200 can be");
  }

  @Test
  void a_text_record_that_is_seen_comes_back_as_it_was() {
    TxtAttributes attributes =
        TxtAttributes.of(
            List.of(
                new Attribute("flag", Optional.empty()),
                new Attribute("empty", Optional.of(Bytes.EMPTY)),
                new Attribute("binary", Optional.of(Bytes.wrap(new byte[] {0, -1, '=', 7})))));
    Bytes text = LocalService.of(WEB.toBuilder().attributes(attributes).build(), "web").text();
    assertThat(Sighting.attributes(text.toByteArray())).isEqualTo(attributes);
  }

  @Test
  void strings_without_a_key_and_those_cut_off_are_passed_over() {
    byte[] text = {0, 2, '=', 'x', 3, 'a', '=', 'b', 2, 'k', 1, 1, 'f', 9, 'c', 'u', 't'};
    assertThat(Sighting.attributes(text))
        .isEqualTo(
            TxtAttributes.of(
                List.of(
                    new Attribute("a", Optional.of(Bytes.utf8("b"))),
                    new Attribute("f", Optional.empty()))));
  }
}
