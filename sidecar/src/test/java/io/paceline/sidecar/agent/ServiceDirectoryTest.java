package io.paceline.sidecar.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.sidecar.api.Registration;
import io.paceline.sidecar.checks.CheckTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceDirectoryTest {
  @TempDir private Path files;

  private ServiceDirectory directory;

  @BeforeEach
  void open() {
    directory = new ServiceDirectory(files, CheckTargets.LOOPBACK);
  }

  @Test
  void consuls_json_and_yaml_say_the_same() throws IOException {
    write(
        "a.json",
        """
        {"service": {"name": "web", "id": "w1", "port": 80, "tags": ["v1"],
        \t"meta": {"version": "2"}, "check": {"id": "up", "ttl": "10s", "notes": "1"}}}
        """);
    write(
        "b.yaml",
        """
        services:
          - {name: web, id: w2, port: 80, tags: [v1], meta: {version: "2"}}
          - name: db
            port: 5432
            attributes: {path: /, secure: null}
            checks: [{tcp: "127.0.0.1:5432", interval: 10s}]
        """);
    write("ignored.txt", "zork");
    Map<String, Registration> read = directory.read();
    assertThat(read.keySet()).containsExactly("w1", "w2", "db");
    Registration json = service(read, "w1");
    assertThat(json.instance().toBuilder().id("w2").build())
        .isEqualTo(service(read, "w2").instance());
    assertThat(json.checks()).singleElement().matches(check -> check.isTtl());
    assertThat(service(read, "db").checks()).hasSize(1);
    assertThat(service(read, "db").instance().attributes().toString()).contains("secure");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{service: {name: web, zork: 1}}             | :1:23: unknown field \"zork\"",
        "{service: {name: web, port: x}}             | :1:23: port must be a number",
        "{service: {port: 1}}                        | :1:11: Missing service name",
        "{service: {name: web, port: 99999}}         | port (99999)",
        "{service: {name: web}                       | :1:",
        "{service: {name: web, name: api}}           | :1:23: \"name\" is there twice",
        "{zork: 1}                                   | :1:2: unknown key \"zork\"",
        "[]                                          | must have \"service\" or \"services\"",
        "{services: {name: web}}                     | takes a list",
        "{services: [{name: web}, {name: web}]}      | service id \"web\" is defined twice",
        "{service: {name: w, check: {args: [sh]}}}   | script"
      })
  void mistake_is_named_with_its_place(String text, String said) throws IOException {
    write("a.yaml", text);
    assertThatThrownBy(directory::read)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(files.resolve("a.yaml").toString())
        .hasMessageContaining(said);
  }

  @Test
  void broken_file_keeps_what_it_said_and_the_others_are_read() throws IOException {
    write("a.yaml", "service: {name: web, port: 80}");
    write("b.yaml", "service: {name: api, port: 81}");
    directory.read();
    String before = directory.fingerprint();
    write("a.yaml", "service: {name: web, port: 8000");
    write("b.yaml", "service: {name: api, port: 82}");
    assertThat(directory.fingerprint()).isNotEqualTo(before);

    List<String> mistakes = new ArrayList<>();
    Map<String, Registration> now = directory.reread(mistakes);
    assertThat(mistakes).singleElement().asString().contains("a.yaml:");
    assertThat(service(now, "web").instance().port()).isEqualTo(80);
    assertThat(service(now, "api").instance().port()).isEqualTo(82);

    Files.delete(files.resolve("a.yaml"));
    assertThat(directory.reread(mistakes).keySet()).containsExactly("api");
  }

  @Test
  void id_of_another_file_is_refused_and_stays_its_own() throws IOException {
    write("a.yaml", "service: {name: web, port: 80}");
    write("b.yaml", "service: {name: web, port: 81}");
    List<String> mistakes = new ArrayList<>();
    assertThat(service(directory.reread(mistakes), "web").instance().port()).isEqualTo(80);
    assertThat(mistakes)
        .singleElement()
        .asString()
        .contains("b.yaml", "service id \"web\" is defined twice");
  }

  private static Registration service(Map<String, Registration> all, String id) {
    return Optional.ofNullable(all.get(id)).orElseThrow();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(files.resolve(name), text);
  }
}
