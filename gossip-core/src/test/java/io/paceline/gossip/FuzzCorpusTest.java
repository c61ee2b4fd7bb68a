package io.paceline.gossip;

import io.paceline.gossip.catalog.CatalogFuzz;
import io.paceline.gossip.wire.LzwFuzz;
import io.paceline.gossip.wire.MsgpackFuzz;
import io.paceline.gossip.wire.PacketFuzz;
import io.paceline.gossip.wire.SerfFuzz;
import io.paceline.gossip.wire.StreamFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays the corpus of each fuzz target: inputs made from the test vectors, and those that once
 * found a fault. docs/testing.md says how to look for more.
 */
final class FuzzCorpusTest {
  private static final Path CORPUS = Path.of("src", "test", "fuzz");

  @TestFactory
  Stream<DynamicNode> every_input_is_read_or_refused() {
    return Stream.of(
        target("PacketFuzz", PacketFuzz::fuzzerTestOneInput),
        target("StreamFuzz", StreamFuzz::fuzzerTestOneInput),
        target("MsgpackFuzz", MsgpackFuzz::fuzzerTestOneInput),
        target("LzwFuzz", LzwFuzz::fuzzerTestOneInput),
        target("SerfFuzz", SerfFuzz::fuzzerTestOneInput),
        target("CatalogFuzz", CatalogFuzz::fuzzerTestOneInput));
  }

  private static DynamicNode target(String name, Consumer<byte[]> target) {
    return DynamicContainer.dynamicContainer(
        name, inputs(name).stream().map(file -> replay(file, target)));
  }

  private static DynamicTest replay(Path file, Consumer<byte[]> target) {
    return DynamicTest.dynamicTest(
        file.getFileName().toString(), () -> target.accept(Files.readAllBytes(file)));
  }

  private static List<Path> inputs(String target) {
    try (Stream<Path> files = Files.list(CORPUS.resolve(target))) {
      List<Path> inputs = new ArrayList<>(files.sorted().toList());
      if (inputs.isEmpty()) {
        throw new AssertionError("no inputs for " + target);
      }
      return inputs;
    } catch (IOException e) {
      throw new AssertionError("no corpus for " + target, e);
    }
  }
}
