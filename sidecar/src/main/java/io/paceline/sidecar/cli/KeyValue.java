package io.paceline.sidecar.cli;

/** {@code KEY=VALUE} as it is typed; the value may hold more of {@code =}. */
record KeyValue(String key, String value) {

  static KeyValue parse(String option, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(option + " must be KEY=VALUE, not \"" + text + "\"");
    }
    return new KeyValue(text.substring(0, equals), text.substring(equals + 1));
  }
}
