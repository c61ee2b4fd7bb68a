package io.paceline.sidecar.filter;

/** How a field is compared. Each has an opposite, which is true exactly when it is false. */
enum Operator {
  EQUAL("=="),
  NOT_EQUAL("!="),
  /** The field has the value: as an element, a key, or part of the text. */
  HAS("in"),
  HAS_NOT("not in"),
  EMPTY("is empty"),
  NOT_EMPTY("is not empty"),
  /** A regular expression of RE2 is found in the text. */
  MATCHES("matches"),
  NOT_MATCHES("not matches");

  private final String text;

  Operator(String text) {
    this.text = text;
  }

  boolean isNegative() {
    return this == NOT_EQUAL || this == HAS_NOT || this == NOT_EMPTY || this == NOT_MATCHES;
  }

  /** Of an operator and its opposite, the one that is not negative. */
  Operator positive() {
    return switch (this) {
      case EQUAL, NOT_EQUAL -> EQUAL;
      case HAS, HAS_NOT -> HAS;
      case EMPTY, NOT_EMPTY -> EMPTY;
      case MATCHES, NOT_MATCHES -> MATCHES;
    };
  }

  Operator negated() {
    return switch (this) {
      case EQUAL -> NOT_EQUAL;
      case NOT_EQUAL -> EQUAL;
      case HAS -> HAS_NOT;
      case HAS_NOT -> HAS;
      case EMPTY -> NOT_EMPTY;
      case NOT_EMPTY -> EMPTY;
      case MATCHES -> NOT_MATCHES;
      case NOT_MATCHES -> MATCHES;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
