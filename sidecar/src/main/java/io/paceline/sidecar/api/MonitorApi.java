package io.paceline.sidecar.api;

import io.paceline.service.Bytes;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.HttpStream;
import io.paceline.sidecar.http.Router;
import io.paceline.sidecar.log.LogFollowers;
import io.paceline.sidecar.log.LogLine;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.event.Level;

/**
 * {@code /v1/agent/monitor}: the agent's log from now on, from the level that is asked for,
 * whatever its own. A client that reads too slowly loses lines, and is told how many: nobody can
 * make the agent keep them, or wait.
 */
final class MonitorApi {
  void addTo(Router.Builder routes) {
    routes.get("/v1/agent/monitor", this::monitor);
  }

  private CompletionStage<HttpReply> monitor(HttpCall call) {
    Level level = level(call.parameter("loglevel").orElse("info"));
    Function<LogLine, Bytes> form = call.has("logjson") ? MonitorApi::json : MonitorApi::text;
    CompletableFuture<Runnable> stop = new CompletableFuture<>();
    HttpStream stream = new HttpStream(closed -> stop.thenAccept(Runnable::run));
    AtomicInteger lost = new AtomicInteger();
    stop.complete(LogFollowers.add(level, line -> tell(stream, form, lost, line)));
    String type = call.has("logjson") ? "application/x-ndjson" : "text/plain; charset=utf-8";
    return CompletableFuture.completedStage(HttpReply.following(type, stream));
  }

  private static void tell(
      HttpStream stream, Function<LogLine, Bytes> form, AtomicInteger lost, LogLine line) {
    int before = lost.getAndSet(0);
    if (before > 0 && !stream.offer(form.apply(missing(line, before)))) {
      lost.addAndGet(before + 1);
    } else if (!stream.offer(form.apply(line))) {
      lost.incrementAndGet();
    }
  }

  private static LogLine missing(LogLine next, int lines) {
    String message = lines + " lines were lost here: they are read too slowly";
    return new LogLine(next.at(), Level.WARN, "Monitor", message, "");
  }

  private static Level level(String name) {
    String wanted = name.isEmpty() ? "INFO" : name.toUpperCase(Locale.ROOT);
    for (Level level : Level.values()) {
      if (level.name().equals(wanted) || (wanted.equals("ERR") && level == Level.ERROR)) {
        return level;
      }
    }
    throw new HttpProblem(400, "Unknown log level: " + name); // Consul's status and words
  }

  private static Bytes text(LogLine line) {
    return Bytes.utf8(line.text());
  }

  /** The fields of Consul's own lines. */
  private static Bytes json(LogLine line) {
    Bytes object =
        Json.bytes(
            false,
            out -> {
              out.beginObject();
              out.name("@level").value(line.level().name().toLowerCase(Locale.ROOT));
              out.name("@message").value(line.message());
              out.name("@module").value(line.logger());
              out.name("@timestamp").value(line.at().toString());
              if (!line.trace().isEmpty()) {
                out.name("stacktrace").value(line.trace());
              }
              out.endObject();
            });
    return Bytes.utf8(object.utf8() + "\n");
  }
}
