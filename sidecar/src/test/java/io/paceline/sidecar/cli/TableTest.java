package io.paceline.sidecar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columns_are_as_wide_as_their_widest_cell() {
    Table table = new Table("NAME", "TAGS");
    table.row("a-long-name", "x=1");
    table.row("b", "");
    assertThat(table.toString()).isEqualTo("NAME         TAGS\na-long-name  x=1\nb\n");
  }

  @Test
  void what_peers_say_cannot_steer_the_terminal() {
    Table table = new Table("NAME");
    table.row("a\u001b[2Jb\nc");
    assertThat(table.toString()).isEqualTo("NAME\na?[2Jb?c\n");
  }

  @Test
  void row_of_another_width_is_a_bug() {
    assertThatThrownBy(() -> new Table("A", "B").row("x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void members_show_serfs_words_and_suspicion() {
    String json =
        "[{\"Name\":\"a\",\"Addr\":\"::1\",\"Port\":7946,\"Tags\":{\"dc\":\"dc1\",\"x\":\"y\"},"
            + "\"Status\":1,\"Suspect\":true},"
            + "{\"Name\":\"b\",\"Addr\":\"10.0.0.2\",\"Port\":1,\"Tags\":{},\"Status\":3}]";
    assertThat(MembersCommand.table(json))
        .isEqualTo(
            """
            NAME  ADDRESS     STATUS           TAGS
            a     [::1]:7946  alive (suspect)  dc=dc1,x=y
            b     10.0.0.2:1  left
            """);
  }

  @Test
  void services_show_attributes_as_their_txt_record_does() {
    String json =
        "[{\"Service\":\"web\",\"ID\":\"w1\",\"Node\":\"a\",\"Address\":\"10.0.0.1\","
            + "\"Port\":80,\"Tags\":[\"v1\",\"v2\"],\"Attributes\":{\"path\":\"/\",\"tls\":null},"
            + "\"Status\":\"passing\"}]";
    assertThat(ServicesCommand.table(json))
        .isEqualTo(
            """
            SERVICE  ID  NODE  ADDRESS      STATUS   TAGS   ATTRIBUTES
            web      w1  a     10.0.0.1:80  passing  v1,v2  path=/,tls
            """);
  }
}
