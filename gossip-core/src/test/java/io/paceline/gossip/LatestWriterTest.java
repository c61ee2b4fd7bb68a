package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatestWriterTest {
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger writes = new AtomicInteger();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void a_change_counts_as_kept_only_once_it_is_written() {
    LatestWriter writer = new LatestWriter(executor, "test", 1, writes::incrementAndGet);
    writer.touch().join();
    assertThat(writes).hasValue(1);
  }

  @Test
  void changes_before_a_write_share_it_and_one_after_it_gets_its_own() {
    LatestWriter writer = new LatestWriter(executor, "test", 60_000, writes::incrementAndGet);
    CompletableFuture<Void> first = writer.touch();
    assertThat(writer.touch()).isSameAs(first);
    writer.flush();
    writer.flush();
    assertThat(writes).hasValue(1);
    assertThat(writer.touch()).isNotSameAs(first);
  }

  @Test
  void a_failed_write_is_told_to_whoever_waits_for_it() {
    LatestWriter writer =
        new LatestWriter(
            executor,
            "test",
            60_000,
            () -> {
              throw new IOException("disk full");
            });
    CompletableFuture<Void> written = writer.touch();
    writer.flush();
    assertThatThrownBy(written::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("disk full");
  }
}
