package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.wire.Keyring;
import io.paceline.service.Bytes;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Weights;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
  @TempDir private Path parent;

  private Path path() {
    return parent.resolve("data");
  }

  private static ServiceInstance instance(String id) {
    return ServiceInstance.builder("web").id(id).node("a").port(80).build();
  }

  @Test
  void everything_that_was_written_is_read_again() throws IOException {
    ServiceInstance full =
        ServiceInstance.builder("web")
            .id("full")
            .node("a")
            .address("10.0.0.9")
            .port(8080)
            .tags("v1", "blue")
            .attributes(Map.of("path", "/"))
            .meta(Map.of("team", "shop"))
            .weights(new Weights(5, 2))
            .zone("east")
            .warmUp(Duration.ofSeconds(3))
            .checks(List.of(new Check("c", "alive", HealthStatus.WARNING, "ttl", "note", "slow")))
            .build();
    Keyring ring = Keyring.of(List.of(Bytes.wrap(new byte[16]), Bytes.wrap(new byte[32])));
    PeerAddress v4 = new PeerAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 7946);
    PeerAddress v6 = new PeerAddress(InetAddress.getByAddress(new byte[16]), 7946);
    List<RememberedPeer> peers =
        List.of(
            new RememberedPeer("b", v4, Optional.empty()),
            new RememberedPeer("c with blanks", v6, Optional.of(Instant.ofEpochSecond(1_000))));
    try (DataDirectory written = DataDirectory.open(path())) {
      written.writeEpoch(17);
      written.writeRegistrations(List.of(full, instance("two")));
      written.writePeers(peers);
      written.writeKeyring(ring);
    }

    try (DataDirectory read = DataDirectory.open(path())) {
      assertThat(read.epoch()).isEqualTo(17);
      assertThat(read.registrations("a")).containsExactly(full, instance("two"));
      assertThat(read.peers()).isEqualTo(peers);
      assertThat(read.keyring().map(Keyring::keys)).isEqualTo(Optional.of(ring.keys()));
    }
  }

  @Test
  void an_empty_directory_knows_nothing() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path())) {
      assertThat(directory.epoch()).isZero();
      assertThat(directory.registrations("a")).isEmpty();
      assertThat(directory.peers()).isEmpty();
      assertThat(directory.keyring()).isEmpty();
    }
  }

  @Test
  void only_the_owner_may_read_what_is_kept() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path())) {
      directory.writeKeyring(Keyring.of(List.of(Bytes.wrap(new byte[16]))));
      directory.writePeers(List.of());
    }

    assertThat(permissions(path())).isEqualTo("rwx------");
    assertThat(permissions(path().resolve("keyring"))).isEqualTo("rw-------");
    assertThat(permissions(path().resolve("peers"))).isEqualTo("rw-------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** Every single flipped byte costs at most the lines that it touches, and never the start. */
  @Test
  void a_damaged_byte_costs_no_more_than_its_own_lines() throws IOException {
    List<ServiceInstance> all = List.of(instance("one"), instance("two"), instance("three"));
    try (DataDirectory directory = DataDirectory.open(path())) {
      directory.writeRegistrations(all);
      Path file = path().resolve("registrations");
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < whole.length; i++) {
        byte[] damaged = whole.clone();
        damaged[i] ^= 0x55;
        Files.write(file, damaged);

        List<ServiceInstance> read = directory.registrations("a");

        assertThat(all).as("byte " + i).containsAll(read);
        assertThat(read).as("byte " + i).hasSizeBetween(1, 2);
        assertThat(path().resolve("registrations.damaged")).hasBinaryContent(damaged);
      }
    }
  }

  @Test
  void a_file_that_was_cut_off_keeps_its_good_part() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path())) {
      directory.writeRegistrations(List.of(instance("one"), instance("two")));
      Path file = path().resolve("registrations");
      String whole = Files.readString(file);
      Files.writeString(file, whole.substring(0, whole.length() - 10));

      assertThat(directory.registrations("a")).containsExactly(instance("one"));
    }
  }

  @Test
  void a_file_that_a_crash_filled_with_nul_keeps_its_good_part() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path())) {
      directory.writeRegistrations(List.of(instance("one"), instance("two")));
      Path file = path().resolve("registrations");
      byte[] content = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(content, content.length + 100_000));

      assertThat(directory.registrations("a")).containsExactly(instance("one"), instance("two"));
      Arrays.fill(content, content.length - 20, content.length, (byte) 0);
      Files.write(file, content);
      assertThat(directory.registrations("a")).containsExactly(instance("one"));
    }
  }

  /** Ten gigabytes that take no room on the disk: neither memory nor disk may be filled by them. */
  @Test
  void a_huge_file_stops_no_start_and_keeps_its_good_part() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path())) {
      directory.writeEpoch(3);
      directory.writeRegistrations(List.of(instance("one")));
      for (String name : List.of("epoch", "registrations", "peers", "keyring")) {
        try (RandomAccessFile file = new RandomAccessFile(path().resolve(name).toFile(), "rw")) {
          file.setLength(10L << 30);
        }
      }

      assertThat(directory.epoch()).isEqualTo(3);
      assertThat(directory.registrations("a")).containsExactly(instance("one"));
      assertThat(directory.peers()).isEmpty();
      assertThat(directory.keyring()).isEmpty();
      directory.writePeers(List.of());
      assertThat(path().resolve("peers")).hasSize(0);
    }
  }

  @Test
  void files_of_noise_stop_no_start() throws IOException {
    Files.createDirectories(path());
    for (String name : List.of("epoch", "registrations", "peers", "keyring")) {
      Files.write(
          path().resolve(name), "\u0000\u00ff{noise]\n\n x".getBytes(StandardCharsets.UTF_8));
    }

    try (DataDirectory directory = DataDirectory.open(path())) {
      assertThat(directory.epoch()).isZero();
      assertThat(directory.registrations("a")).isEmpty();
      assertThat(directory.peers()).isEmpty();
      assertThat(directory.keyring()).isEmpty();
    }
  }

  @Test
  void two_nodes_cannot_share_a_directory() throws IOException {
    try (DataDirectory first = DataDirectory.open(path())) {
      assertThat(first.epoch()).isZero();
      assertThatThrownBy(() -> DataDirectory.open(path()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("used by another node");
    }
    DataDirectory.open(path()).close();
  }
}
