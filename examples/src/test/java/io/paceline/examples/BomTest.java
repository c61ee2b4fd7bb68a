package io.paceline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The BOM has no parent to take anything from, so what it says is held against the other poms. */
class BomTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String BOM = "adapters/paceline-bom";

  private final XPath xpath = XPathFactory.newInstance().newXPath();

  @Test
  void bom_manages_every_module_that_is_published_and_no_other() throws Exception {
    List<String> published = new ArrayList<>();
    for (Document pom : published()) {
      published.addAll(values(pom, "/project/artifactId"));
    }
    assertThat(values(pom(BOM), "//dependencyManagement//artifactId"))
        .containsExactlyElementsOf(published);
  }

  @Test
  void bom_has_the_version_of_the_rest() throws Exception {
    assertThat(values(pom(BOM), "/project/version"))
        .isEqualTo(values(pom("."), "/project/version"));
  }

  /** The parent writes it into the manifest of each jar, but has none to give. */
  @Test
  void every_published_jar_has_a_module_name_of_its_own() throws Exception {
    List<Document> published = published();
    List<String> names = new ArrayList<>();
    for (Document pom : published) {
      names.addAll(values(pom, "/project/properties/module.name"));
    }
    assertThat(names)
        .hasSameSizeAs(published)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("io\\.paceline\\.[a-z]+"));
    assertThat(values(pom("."), "//manifestEntries/Automatic-Module-Name"))
        .containsExactly("${module.name}");
  }

  /** All but the BOM itself. */
  private List<Document> published() throws Exception {
    List<Document> published = new ArrayList<>();
    for (String module : values(pom("."), "/project/modules/module")) {
      Document pom = pom(module);
      boolean skipped = values(pom, "//properties/maven.deploy.skip").contains("true");
      if (!skipped && !module.equals(BOM)) {
        published.add(pom);
      }
    }
    return published;
  }

  private static Document pom(String module) throws Exception {
    Path file = ROOT.resolve(module).resolve("pom.xml");
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private List<String> values(Document pom, String path) throws Exception {
    NodeList nodes = (NodeList) xpath.evaluate(path, pom, XPathConstants.NODESET);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      values.add(nodes.item(i).getTextContent().strip());
    }
    return values;
  }
}
