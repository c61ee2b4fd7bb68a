package io.paceline.sidecar.filter;

import java.util.List;

/**
 * One word or sign of an expression.
 *
 * @param text as it is compared; of a quoted string what is inside the quotes
 * @param selector the parts of a word that may be a field's name; empty for anything else
 * @param at where it begins, counted from 1
 */
record Token(Kind kind, String text, List<String> selector, int at) {
  enum Kind {
    WORD,
    STRING,
    SIGN,
    END
  }

  Token {
    selector = List.copyOf(selector);
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  boolean isValue() {
    return kind == Kind.WORD || kind == Kind.STRING;
  }

  /** For a message. */
  @Override
  public String toString() {
    return kind == Kind.END ? "the end" : '"' + text + '"';
  }
}
