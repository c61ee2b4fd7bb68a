package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Addresses of servers and names of nodes. */
final class NamesTest {
  @Test
  void server_is_written_with_or_without_scheme_and_port() {
    assertThat(ConsulAddress.parse("consul.example")).hasToString("http://consul.example:8500");
    assertThat(ConsulAddress.parse("10.0.0.1:80")).hasToString("http://10.0.0.1:80");
    assertThat(ConsulAddress.parse("https://c")).hasToString("https://c:8501");
    assertThat(ConsulAddress.parse("https://[2001:db8::6]:443/"))
        .isEqualTo(new ConsulAddress(true, "2001:db8::6", 443))
        .hasToString("https://[2001:db8::6]:443");
  }

  @Test
  void what_is_no_server_is_refused() {
    for (String text :
        List.of("", "a b", "ftp://x", "http://u:p@x", "x/path", "x?token=1", "x:0", "x:70000")) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> ConsulAddress.parse(text));
    }
  }

  @Test
  void node_name_is_a_dns_label_and_the_same_after_a_restart() {
    NodeIdentity node = NodeIdentity.of("paceline", "web-1");
    assertThat(node.name()).isEqualTo("paceline-web-1");
    assertThat(node).isEqualTo(NodeIdentity.of("paceline", "web-1"));
    assertThat(UUID.fromString(node.id()).version()).isEqualTo(5);
    assertThat(UUID.fromString(node.id()).variant()).isEqualTo(2);
  }

  @Test
  void members_whose_names_are_no_labels_do_not_share_a_node() {
    List<String> members =
        List.of(
            "Web.1", "web.1", "web-1", "web:1", "web_1", "web-1-", "x".repeat(80), "x".repeat(81));
    List<String> names = members.stream().map(m -> NodeIdentity.of("p", m).name()).toList();
    assertThat(names).doesNotHaveDuplicates();
    assertThat(names).allMatch(name -> name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"));
    assertThat(members.stream().map(m -> NodeIdentity.of("p", m).id())).doesNotHaveDuplicates();
  }
}
