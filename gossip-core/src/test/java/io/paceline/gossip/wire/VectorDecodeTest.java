package io.paceline.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorDecodeTest {
  static List<WireVector> all() {
    return WireVector.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void every_layer_and_field_is_what_the_vector_says(WireVector vector) throws Exception {
    assertThat((Object) new VectorRenderer(vector).render())
        .isEqualTo(PlainJson.of(vector.decoded()));
  }

  @Test
  void none_of_the_vectors_is_missing() {
    assertThat(all()).hasSize(95);
    assertThat(all()).extracting(WireVector::name).doesNotHaveDuplicates();
  }
}
