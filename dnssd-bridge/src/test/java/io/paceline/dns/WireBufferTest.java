package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Bytes that outgrow the array they are in. */
class WireBufferTest {
  @Test
  void each_write_may_be_the_one_that_makes_it_grow() {
    for (int before = 0; before < 5; before++) {
      WireBuffer out = new WireBuffer(4);
      out.write(new byte[before], 0, before);
      out.u8(1).u16(0x0203).u32(0x0405_0607);
      assertThat(out.size()).isEqualTo(before + 7);
      assertThat(out.toByteArray()).endsWith(1, 2, 3, 4, 5, 6, 7);
    }
  }
}
