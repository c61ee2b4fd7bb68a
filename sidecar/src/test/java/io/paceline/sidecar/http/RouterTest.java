package io.paceline.sidecar.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.Bytes;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final Router router =
      Router.builder()
          .get("/v1/things", call -> echo("things", call))
          .get("/v1/thing/", call -> echo("thing", call))
          .put("/v1/thing/register", call -> echo("register", call))
          .get("/v1/throws", call -> fail(new IllegalStateException("secret detail")))
          .get("/v1/refuses", call -> fail(new IllegalArgumentException("port (-1) must be 0")))
          .get("/v1/late", call -> CompletableFuture.failedStage(new HttpProblem(409, "taken")))
          .build();

  @Test
  void whole_paths_win_over_prefixes() {
    assertThat(body("PUT", "/v1/thing/register")).isEqualTo("register:");
    assertThat(body("GET", "/v1/things")).isEqualTo("things:");
  }

  @Test
  void prefix_takes_all_that_follows_slashes_included() {
    assertThat(body("GET", "/v1/thing/a/b c")).isEqualTo("thing:a/b c");
    assertThat(body("GET", "/v1/thing/")).isEqualTo("thing:");
  }

  @Test
  void unknown_path_is_404_with_a_sentence() {
    for (String path : new String[] {"/v1/nope", "/v1/", "/", "", "/v1/thing", "/v1/things/x"}) {
      HttpReply reply = reply("GET", path);
      assertThat(reply.status()).as(path).isEqualTo(404);
      assertThat(reply.body().utf8()).startsWith("Invalid URL path");
    }
  }

  @Test
  void wrong_method_is_405_and_names_the_right_one() {
    HttpReply reply = reply("POST", "/v1/thing/register");
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.headers()).containsEntry("Allow", "OPTIONS,PUT");
    assertThat(reply.body().utf8()).isEqualTo("method POST not allowed");
  }

  @Test
  void options_tells_the_method() {
    HttpReply reply = reply("OPTIONS", "/v1/things");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers()).containsEntry("Allow", "OPTIONS,GET");
  }

  @Test
  void handler_that_throws_is_500_and_says_nothing_about_the_inside() {
    HttpReply reply = reply("GET", "/v1/throws");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body().utf8()).doesNotContain("secret");
  }

  @Test
  void broken_rule_is_400_with_the_rule() {
    HttpReply reply = reply("GET", "/v1/refuses");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().utf8()).isEqualTo("port (-1) must be 0");
  }

  @Test
  void problem_that_comes_late_is_answered_too() {
    HttpReply reply = reply("GET", "/v1/late");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.body().utf8()).isEqualTo("taken");
  }

  @Test
  void two_routes_for_one_path_are_a_bug() {
    Router.Builder routes = Router.builder().get("/a", call -> echo("a", call));
    assertThatThrownBy(() -> routes.put("/a", call -> echo("b", call)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/a");
  }

  private String body(String method, String path) {
    return reply(method, path).body().utf8();
  }

  private HttpReply reply(String method, String path) {
    return router
        .handle(new HttpCall(method, path, "", Map.of(), Bytes.EMPTY))
        .toCompletableFuture()
        .join();
  }

  private static CompletableFuture<HttpReply> echo(String route, HttpCall call) {
    return CompletableFuture.completedFuture(HttpReply.text(200, route + ":" + call.rest()));
  }

  private static CompletableFuture<HttpReply> fail(RuntimeException failure) {
    throw failure;
  }
}
