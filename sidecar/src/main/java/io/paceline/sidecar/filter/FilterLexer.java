package io.paceline.sidecar.filter;

import io.paceline.sidecar.filter.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts an expression into words, quoted strings and signs. A word is a field's name, a keyword or a
 * plain value; which, only the parser knows.
 */
final class FilterLexer {
  private final String text;
  private int next;

  private FilterLexer(String text) {
    this.text = text;
  }

  /** All tokens; the last is the end. */
  static List<Token> tokens(String text) throws FilterException {
    FilterLexer lexer = new FilterLexer(text);
    List<Token> tokens = new ArrayList<>();
    do {
      tokens.add(lexer.next());
    } while (tokens.get(tokens.size() - 1).kind() != Kind.END);
    return tokens;
  }

  private Token next() throws FilterException {
    while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    int at = next + 1;
    if (next == text.length()) {
      return new Token(Kind.END, "", List.of(), at);
    }
    char c = text.charAt(next);
    if (c == '(' || c == ')') {
      next++;
      return new Token(Kind.SIGN, String.valueOf(c), List.of(), at);
    }
    if (text.startsWith("==", next) || text.startsWith("!=", next)) {
      next += 2;
      return new Token(Kind.SIGN, text.substring(next - 2, next), List.of(), at);
    }
    if (c == '"' || c == '`') {
      return new Token(Kind.STRING, string(), List.of(), at);
    }
    if (isWordPart(c)) {
      return word(at);
    }
    throw new FilterException(at + ": unexpected " + printable(c));
  }

  private static String printable(char c) {
    return Character.isISOControl(c) ? "control character" : "\"" + c + '"';
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '/' || c == ':';
  }

  /** Parts are divided by dots; a part with other characters is written {@code ["part"]}. */
  private Token word(int at) throws FilterException {
    int begin = next;
    List<String> selector = new ArrayList<>();
    while (next < text.length() && (isWordPart(text.charAt(next)) || text.charAt(next) == '[')) {
      if (text.charAt(next) == '[') {
        next++;
        selector.add(index());
      } else {
        selector.addAll(plainParts());
      }
    }
    return new Token(Kind.WORD, text.substring(begin, next), selector, at);
  }

  private List<String> plainParts() {
    int begin = next;
    while (next < text.length() && isWordPart(text.charAt(next))) {
      next++;
    }
    String plain = text.substring(begin, next);
    // after an index the dot only divides
    return List.of((plain.startsWith(".") ? plain.substring(1) : plain).split("\\.", -1));
  }

  private String index() throws FilterException {
    if (next == text.length() || (text.charAt(next) != '"' && text.charAt(next) != '`')) {
      throw new FilterException(next + 1 + ": a quoted name must follow \"[\"");
    }
    String name = string();
    if (next == text.length() || text.charAt(next) != ']') {
      throw new FilterException(next + 1 + ": \"]\" is missing");
    }
    next++;
    return name;
  }

  /** Between back quotes nothing is special; between double quotes a backslash is. */
  private String string() throws FilterException {
    int at = next + 1;
    char quote = text.charAt(next++);
    StringBuilder value = new StringBuilder();
    while (next < text.length() && text.charAt(next) != quote) {
      char c = text.charAt(next++);
      if (c == '\\' && quote == '"' && next < text.length()) {
        c = unescaped(text.charAt(next++));
      }
      value.append(c);
    }
    if (next == text.length()) {
      throw new FilterException(at + ": the string has no end");
    }
    next++;
    return value.toString();
  }

  private char unescaped(char c) throws FilterException {
    return switch (c) {
      case '"', '\\' -> c;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> throw new FilterException(next + ": unknown escape \"\\" + c + '"');
    };
  }
}
