package io.paceline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every Java snippet of a README or a guide is a region of an example, so that it compiles. A
 * snippet is preceded by {@code <!-- EmbedExample#embed -->}: the class, and the region's name.
 */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PACKAGE = Path.of("java", "io", "paceline", "examples");
  private static final Pattern SNIPPET =
      Pattern.compile("(?:<!-- (\\w+)#(\\w+) -->\\s*)?```java\\R(.*?)```", Pattern.DOTALL);

  @Test
  void snippets_are_the_regions_that_they_name() throws IOException {
    int snippets = 0;
    for (Path readme : readmes()) {
      Matcher snippet = SNIPPET.matcher(Files.readString(readme));
      while (snippet.find()) {
        snippets++;
        assertThat(snippet.group(1)).as("a snippet of %s names no region", readme).isNotNull();
        assertThat(snippet.group(3))
            .as("%s, %s#%s", readme, snippet.group(1), snippet.group(2))
            .isEqualTo(region(snippet.group(1), snippet.group(2)));
      }
    }
    assertThat(snippets).as("snippets found").isPositive();
  }

  private static List<Path> readmes() throws IOException {
    List<Path> readmes = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    for (Path folder : List.of(ROOT, ROOT.resolve("adapters"))) {
      try (Stream<Path> modules = Files.list(folder)) {
        modules
            .map(module -> module.resolve("README.md"))
            .filter(Files::exists)
            .forEach(readmes::add);
      }
    }
    try (Stream<Path> guides = Files.list(ROOT.resolve("docs"))) {
      guides.filter(guide -> guide.toString().endsWith(".md")).forEach(readmes::add);
    }
    return readmes;
  }

  /** An example is a program, or a test such as a user would write, here or in a module below. */
  private static Path source(String example) throws IOException {
    Path file = PACKAGE.resolve(example + ".java");
    try (Stream<Path> modules = Files.list(Path.of(""))) {
      return Stream.concat(Stream.of(Path.of("")), modules)
          .flatMap(module -> Stream.of(module.resolve("src/main"), module.resolve("src/test")))
          .map(sources -> sources.resolve(file))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new AssertionError("there is no example " + example));
    }
  }

  private static String region(String example, String name) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(source(example))) {
      if (line.strip().equals("// endregion")) {
        inside = false;
      } else if (inside) {
        lines.add(line);
      } else if (line.strip().equals("// region " + name)) {
        inside = true;
      }
    }
    assertThat(lines).as("region %s of %s", name, example).isNotEmpty();
    // The formatter may put an empty line before the end of a region.
    return String.join("\n", lines).stripTrailing().stripIndent() + "\n";
  }
}
