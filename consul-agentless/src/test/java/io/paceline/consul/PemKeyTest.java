package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PemKeyTest {
  /** PKCS #8 of an RSA key of 2048 bits: so many bytes of algorithm and lengths come first. */
  private static final int RSA_HEAD = 26;

  @TempDir Path directory;

  private PrivateKey read(String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return PemKey.read(
        Files.writeString(
            directory.resolve("key.pem"),
            "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n"));
  }

  private static PrivateKey generate(String algorithm, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair().getPrivate();
  }

  @Test
  void modern_form_is_read_whatever_the_algorithm() throws Exception {
    for (PrivateKey key : new PrivateKey[] {generate("RSA", 2048), generate("EC", 256)}) {
      assertThat(read("PRIVATE KEY", key.getEncoded())).isEqualTo(key);
    }
  }

  @Test
  void old_form_of_rsa_is_read() throws Exception {
    PrivateKey key = generate("RSA", 2048);
    byte[] inner = Arrays.copyOfRange(key.getEncoded(), RSA_HEAD, key.getEncoded().length);
    assertThat(read("RSA PRIVATE KEY", inner)).isEqualTo(key);
  }

  @Test
  void old_form_of_an_elliptic_curve_is_read() throws Exception {
    // RFC 5915: SEQUENCE { 1, OCTET STRING 32 bytes, [0] { prime256v1 } }
    String scalar = "11".repeat(32);
    byte[] der =
        HexFormat.of().parseHex("3031020101" + "0420" + scalar + "a00a06082a8648ce3d030107");
    PrivateKey key = read("EC PRIVATE KEY", der);
    assertThat(((java.security.interfaces.ECPrivateKey) key).getS())
        .isEqualTo(new BigInteger(scalar, 16));
  }

  @Test
  void damaged_key_is_an_error_that_does_not_show_it() {
    byte[] whole =
        HexFormat.of()
            .parseHex("3031020101" + "0420" + "11".repeat(32) + "a00a06082a8648ce3d030107");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read("EC PRIVATE KEY", cut))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("key.pem")
          .hasMessageNotContaining("ERER"); // base64 of the scalar
    }
  }

  @Test
  void key_with_a_password_is_refused() {
    assertThatThrownBy(() -> read("ENCRYPTED PRIVATE KEY", new byte[10]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("password");
  }
}
