package io.paceline.gossip.wire;

import io.paceline.testing.Allocation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What every decoder is held to, whatever it is given. */
public final class FuzzRules {
  /** Bytes allocated per byte that is read or decompressed. */
  private static final long PER_BYTE = 64;

  /** The first size of every buffer, and the exception. */
  private static final long ALWAYS = 64 << 10;

  /**
   * A fuzzer that watches allocates as well, two hundred times as much for some inputs: under it
   * only what is far beyond the bound is a finding. The corpus is replayed without it.
   */
  private static final int SLACK = Integer.getInteger("paceline.fuzzing.slack", 1);

  private FuzzRules() {}

  /** Something that may refuse its input in one way only. */
  @FunctionalInterface
  public interface Decoding<T extends @Nullable Object> {
    @Nullable T run() throws WireFormatException;
  }

  /**
   * Decodes. Nothing but a {@link WireFormatException} may be thrown, and no more memory taken than
   * a fixed multiple of the bytes that are there.
   *
   * @param bytes of the input, and of what it may decompress to
   * @return null if the input was refused
   */
  public static <T extends @Nullable Object> @Nullable T decode(long bytes, Decoding<T> decoding) {
    try {
      return Allocation.<@Nullable T>within(
          SLACK * (ALWAYS + PER_BYTE * bytes), () -> orNull(decoding));
    } catch (RuntimeException | Error bug) {
      throw bug;
    } catch (Exception e) {
      throw new AssertionError("a decoder may only throw WireFormatException", e);
    }
  }

  private static <T extends @Nullable Object> @Nullable T orNull(Decoding<T> decoding) {
    try {
      return decoding.run();
    } catch (WireFormatException refused) {
      return null;
    }
  }

  /** Decodes what an encoder of ours has made: it must not be refused. */
  public static <T> T decodeOwn(Decoding<T> decoding) {
    try {
      return Objects.requireNonNull(decoding.run());
    } catch (WireFormatException e) {
      throw new AssertionError("refuses what was encoded here: " + e.getMessage(), e);
    }
  }

  /** Two readings of one thing. */
  public static void same(Object first, Object second) {
    if (!first.equals(second)) {
      throw new AssertionError("first " + first + "\nthen  " + second);
    }
  }
}
