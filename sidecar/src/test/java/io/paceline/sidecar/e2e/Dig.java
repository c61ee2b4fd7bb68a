package io.paceline.sidecar.e2e;

import io.paceline.sidecar.e2e.PacelineJar.Result;
import io.paceline.testing.RealProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real {@code dig}. A test that needs it ends at once where it is missing. */
final class Dig {
  private final Path dig = RealProgram.DIG.path();

  /** The whole output. */
  String ask(RunningAgent agent, String... question) {
    List<String> words = new ArrayList<>();
    words.add(dig.toString());
    words.addAll(List.of("@" + agent.dns()[0], "-p", agent.dns()[1]));
    words.addAll(List.of("+tries=1", "+timeout=5"));
    words.addAll(List.of(question));
    Result result = PacelineJar.finish(new ProcessBuilder(words));
    if (result.exitCode() != 0) {
      throw new AssertionError(String.join(" ", words) + ": " + result.out() + result.err());
    }
    return result.out();
  }

  /** The data of the answer section only, one record a line, in order. */
  List<String> answer(RunningAgent agent, String... question) {
    List<String> words = new ArrayList<>(List.of(question));
    words.add("+short");
    return ask(agent, words.toArray(String[]::new)).lines().sorted().toList();
  }
}
