package io.paceline.sidecar.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterSchemaTest {
  private record Check(String status) {}

  private record Service(
      String name, int port, boolean up, List<String> tags, Map<String, String> meta) {}

  private record Entry(Service service, List<Check> checks) {}

  private static final FilterSchema<Service> SERVICE =
      FilterSchema.<Service>builder()
          .text("Name", Service::name)
          .number("Port", Service::port)
          .flag("Up", Service::up)
          .texts("Tags", Service::tags)
          .map("Meta", Service::meta)
          .build();

  private static final FilterSchema<Entry> ENTRY =
      FilterSchema.<Entry>builder()
          .part("Service", Entry::service, SERVICE)
          .any(
              "Checks",
              Entry::checks,
              FilterSchema.<Check>builder().text("Status", Check::status).build())
          .build();

  private static final Entry WEB =
      new Entry(
          new Service(
              "web", 8080, true, List.of("v2", "blue"), Map.of("version", "2", "a-b.c", "x y")),
          List.of(new Check("passing"), new Check("warning")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Service.Name == web",
        "Service.Name==\"web\"",
        "Service.Name == `web`",
        "Service.Name != db",
        "Service.Port == 8080",
        "Service.Port != -1",
        "Service.Up == true",
        "Service.Name contains \"e\"",
        "Service.Name not contains z",
        "e in Service.Name",
        "Service.Name matches \"^w.b$\"",
        "Service.Name matches eb",
        "Service.Name not matches `^b`",
        "v2 in Service.Tags",
        "\"v1\" not in Service.Tags",
        "Service.Tags contains blue",
        "Service.Tags is not empty",
        "version in Service.Meta",
        "Service.Meta.version == 2",
        "Service.Meta[\"a-b.c\"] == \"x y\"",
        "Service.Meta.a-b.c is not empty",
        "Service.Meta.zork is empty",
        "Service.Meta.zork != 2",
        "Service.Meta.zork not matches x",
        "Checks.Status == warning",
        "Checks.Status != warning",
        "Checks is not empty",
        "not Service.Name == db",
        "not (Service.Name == db or Service.Port == 1) and v2 in Service.Tags",
        "Service.Name == db and Service.Port == 1 or Service.Up == T",
        " ( ( Service.Name == web ) ) "
      })
  void expression_is_true(String expression) throws FilterException {
    assertThat(ENTRY.compile(expression).test(WEB)).isTrue();
    assertThat(ENTRY.compile("not (" + expression + ")").test(WEB)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Service.Name == Web",
        "Service.Meta.zork == 2",
        "Service.Meta.zork is not empty",
        "Service.Meta.zork matches \".*\"",
        "Checks.Status == critical",
        "Checks is empty",
        "Service.Name == web and Service.Port == 1 or Service.Name == db"
      })
  void expression_is_false(String expression) throws FilterException {
    assertThat(ENTRY.compile(expression).test(WEB)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Service.Zork == 1           | Selector "Service.Zork" is not valid
          Service == 1                | Selector "Service" is not valid
          Service.Name.x == 1         | Selector "Service.Name.x" is not valid
          Checks.Zork == 1            | Selector "Checks.Zork" is not valid
          Service.Port == zork        | Failed to coerce value "zork" for selector "Service.Port": strconv.ParseInt: parsing "zork": invalid syntax
          Service.Up == 2             | strconv.ParseBool: parsing "2": invalid syntax
          Service.Port matches 8      | Invalid match operator "matches" for selector "Service.Port"
          Service.Tags == v2          | Invalid match operator "==" for selector "Service.Tags"
          Checks == x                 | Invalid match operator "==" for selector "Checks"
          Service.Name matches "("    | Failed to compile regular expression "("
          Service.Port > 1            | 14: unexpected ">"
          Service.Port                | 13: expected "==", "!=", "in", "contains", "matches" or "is", found the end
          Service.Port ==             | 16: expected a name or a value, found the end
          Service.Port is full        | 17: expected "empty", found "full"
          Service.Up == 1 Service     | 17: expected "and", "or" or the end, found "Service"
          (Service.Up == 1            | 17: expected ")", found the end
          "Service.Up" == 1           | 1: "Service.Up" is no name of a field
          Service.Name == "web        | 17: the string has no end
          Service.Meta[version] == 2  | 14: a quoted name must follow "["
          Service.Meta["version" == 2 | 23: "]" is missing
          Service.Name == "\\z"       | unknown escape
          not                         | 4: expected a name or a value, found the end
          """)
  void mistake_is_named_with_its_place(String expression, String reason) {
    assertThatThrownBy(() -> ENTRY.compile(expression))
        .isInstanceOf(FilterException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void depth_is_bounded() {
    assertThatThrownBy(() -> ENTRY.compile("(".repeat(8_000)))
        .isInstanceOf(FilterException.class)
        .hasMessageContaining("levels");
    assertThatThrownBy(() -> ENTRY.compile("not ".repeat(2_000) + "Service.Up == 1"))
        .isInstanceOf(FilterException.class);
  }

  @Test
  void many_alternatives_in_a_row_are_no_depth() throws FilterException {
    String many = "Service.Port == 1 or ".repeat(300) + "Service.Port == 8080";
    assertThat(ENTRY.compile(many).test(WEB)).isTrue();
  }

  @Test
  void random_damage_is_never_more_than_a_refusal() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String good = "not (Service.Meta[\"a\"] == \"2\" or v2 in Service.Tags) and Checks is empty";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int hits = random.nextInt(4); hits >= 0; hits--) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x80));
      }
      text.setLength(random.nextInt(text.length() + 1));
      try {
        boolean unused = ENTRY.compile(text.toString()).test(WEB);
      } catch (FilterException expected) {
        // a refusal is a good answer
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", expression " + text, e);
      }
    }
  }
}
