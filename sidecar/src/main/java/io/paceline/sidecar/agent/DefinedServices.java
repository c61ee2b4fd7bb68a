package io.paceline.sidecar.agent;

import com.google.gson.Gson;
import io.paceline.sidecar.api.Registration;
import io.paceline.sidecar.checks.LocalChecks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this agent's registrations as the files of a directory say: registers what is new or was
 * changed, deregisters what is gone, leaves the rest, and what came by HTTP, alone. The directory
 * is looked at every {@value #LOOK_SECONDS} s, which works on every file system, and when {@link
 * #reload} is called. Owns one thread, on which all of this happens.
 */
final class DefinedServices implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DefinedServices.class);
  private static final long LOOK_SECONDS = 2;
  private static final long REGISTER_SECONDS_MAX = 10;

  private final ServiceDirectory directory;
  private final LocalChecks checks;
  private final Optional<Path> memory;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread created = new Thread(task, "paceline-service-files");
            created.setDaemon(true);
            return created;
          });

  // Used by that thread, and before it begins.
  private final Map<String, Registration> applied = new TreeMap<>();
  private Set<String> earlier = Set.of(); // of a run before this one
  private String seen = "";

  private DefinedServices(
      ServiceDirectory directory, LocalChecks checks, Optional<Path> dataDirectory) {
    this.directory = directory;
    this.checks = checks;
    this.memory = dataDirectory.map(data -> data.resolve("service-files"));
  }

  /**
   * Registers what is defined.
   *
   * @param dataDirectory where the ids are kept, so that a file that goes while the agent is down
   *     takes its services along
   * @throws IllegalArgumentException naming file, line and column of a mistake
   */
  static DefinedServices start(
      ServiceDirectory directory, LocalChecks checks, Optional<Path> dataDirectory) {
    DefinedServices services = new DefinedServices(directory, checks, dataDirectory);
    services.seen = directory.fingerprint();
    Map<String, Registration> defined = directory.read();
    services.earlier = services.remembered();
    services.thread.execute(() -> services.apply(defined));
    services.thread.scheduleWithFixedDelay(
        () -> services.look(false), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return services;
  }

  /** Reads the files now, whether they seem to have changed or not. */
  void reload() {
    thread.execute(() -> look(true));
  }

  private void look(boolean anyway) {
    try {
      String now = directory.fingerprint();
      if (anyway || !now.equals(seen)) {
        seen = now;
        List<String> mistakes = new ArrayList<>();
        Map<String, Registration> defined = directory.reread(mistakes);
        mistakes.forEach(mistake -> log.error("{}; its earlier definitions stay", mistake));
        apply(defined);
      }
    } catch (RuntimeException e) {
      log.error("service files are left as they were: {}", e.getMessage());
    }
  }

  private void apply(Map<String, Registration> defined) {
    Set<String> gone = new LinkedHashSet<>(earlier);
    gone.addAll(applied.keySet());
    gone.removeAll(defined.keySet());
    gone.forEach(this::deregister);
    defined.forEach(this::register);
    earlier = Set.of();
    remember(defined.keySet());
  }

  private void register(String id, Registration wanted) {
    Registration before = applied.get(id);
    if (before != null && before.source().equals(wanted.source())) {
      return;
    }
    if (done("register", id, checks.register(wanted.instance(), wanted.checks(), true))) {
      applied.put(id, wanted);
    }
  }

  private void deregister(String id) {
    if (done("deregister", id, checks.deregister(id))) {
      applied.remove(id);
    }
  }

  private static boolean done(String what, String id, CompletableFuture<?> change) {
    try {
      change.orTimeout(REGISTER_SECONDS_MAX, TimeUnit.SECONDS).join();
      log.info("{} {}, as the service files say", what, id);
      return true;
    } catch (RuntimeException e) {
      log.error("cannot {} {}: {}", what, id, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private Set<String> remembered() {
    if (memory.isEmpty() || !Files.exists(memory.get())) {
      return Set.of();
    }
    try {
      String text = Files.readString(memory.get(), StandardCharsets.UTF_8);
      return new LinkedHashSet<>(Arrays.asList(new Gson().fromJson(text, String[].class)));
    } catch (IOException | RuntimeException e) {
      log.warn("{} cannot be read: {}", memory.get(), e.toString());
      return Set.of();
    }
  }

  private void remember(Set<String> ids) {
    if (memory.isEmpty()) {
      return;
    }
    try {
      Path next = memory.get().resolveSibling("service-files.new");
      Files.writeString(next, new Gson().toJson(ids), StandardCharsets.UTF_8);
      Files.move(next, memory.get(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn("{} cannot be written: {}", memory.get(), e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
