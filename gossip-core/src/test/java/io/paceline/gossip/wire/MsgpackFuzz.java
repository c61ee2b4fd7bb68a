package io.paceline.gossip.wire;

import org.jspecify.annotations.Nullable;

/** Fuzz target: one msgpack value, read as each type, skipped, and scanned byte by byte. */
public final class MsgpackFuzz {
  private MsgpackFuzz() {}

  public static void fuzzerTestOneInput(byte[] in) {
    @Nullable Integer end =
        FuzzRules.decode(
            in.length,
            () -> {
              MsgpackReader reader = new MsgpackReader(in);
              reader.skip();
              return reader.position();
            });
    if (end != null) {
      FuzzRules.same(end, scannedEnd(in));
    }
    FuzzRules.decode(in.length, () -> new MsgpackReader(in).uint64());
    FuzzRules.decode(in.length, () -> new MsgpackReader(in).int64());
    FuzzRules.decode(in.length, () -> new MsgpackReader(in).float64());
    FuzzRules.decode(in.length, () -> new MsgpackReader(in).bool());
    FuzzRules.decode(in.length, () -> new MsgpackReader(in).string());
    FuzzRules.decode(in.length, () -> new MsgpackReader(in).mapHeader());
    FuzzRules.decode(in.length, () -> new MsgpackReader(in).arrayHeader());
    FuzzRules.decode(in.length, () -> MemberNames.read(new MsgpackReader(in)));
    rewrite(in);
  }

  /** The scanner sees the value grow; it must find the end where the reader does. */
  private static int scannedEnd(byte[] in) {
    MsgpackScanner scanner = new MsgpackScanner();
    scanner.await(1, 0);
    for (int end = 0; end <= in.length; end++) {
      int seen = end;
      if (FuzzRules.decodeOwn(() -> scanner.pass(in, seen))) {
        break;
      }
    }
    return scanner.position();
  }

  private static void rewrite(byte[] in) {
    @Nullable Long number = FuzzRules.decode(in.length, () -> new MsgpackReader(in).int64());
    if (number != null) {
      byte[] written = new MsgpackWriter().int64(number).toBytes().toByteArray();
      FuzzRules.same(number, FuzzRules.decodeOwn(() -> new MsgpackReader(written).int64()));
    }
    @Nullable String name =
        FuzzRules.decode(in.length, () -> MemberNames.read(new MsgpackReader(in)));
    if (name != null) {
      byte[] written = new MsgpackWriter().string(name).toBytes().toByteArray();
      FuzzRules.same(name, FuzzRules.decodeOwn(() -> MemberNames.read(new MsgpackReader(written))));
    }
  }
}
