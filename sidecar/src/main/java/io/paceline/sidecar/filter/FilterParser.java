package io.paceline.sidecar.filter;

import io.paceline.sidecar.filter.Token.Kind;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads one expression by recursive descent and makes a predicate of it:
 *
 * <pre>
 * or    = and {"or" and}        and  = not {"and" not}
 * not   = "not" not | "(" or ")" | match
 * match = field ("==" | "!=" | ["not"] "contains" | ["not"] "matches") value
 *       | field "is" ["not"] "empty"
 *       | value ["not"] "in" field
 * </pre>
 */
final class FilterParser<T> {
  /** Deeper ones would cost stack, and nobody writes them. */
  private static final int NESTING_MAX = 64;

  private final List<Token> tokens;
  private final FilterSchema<T> schema;
  private int next;
  private int nesting;

  private FilterParser(List<Token> tokens, FilterSchema<T> schema) {
    this.tokens = tokens;
    this.schema = schema;
  }

  static <T> Predicate<T> parse(String text, FilterSchema<T> schema) throws FilterException {
    FilterParser<T> parser = new FilterParser<>(FilterLexer.tokens(text), schema);
    Predicate<T> whole = parser.or();
    if (parser.peek().kind() != Kind.END) {
      throw parser.expected("\"and\", \"or\" or the end");
    }
    return whole;
  }

  private Predicate<T> or() throws FilterException {
    Predicate<T> any = and();
    while (skipWord("or")) {
      any = any.or(and());
    }
    return any;
  }

  private Predicate<T> and() throws FilterException {
    Predicate<T> all = not();
    while (skipWord("and")) {
      all = all.and(not());
    }
    return all;
  }

  private Predicate<T> not() throws FilterException {
    if (++nesting > NESTING_MAX) {
      throw new FilterException("more than " + NESTING_MAX + " levels of parentheses and \"not\"");
    }
    Predicate<T> inner;
    if (skipWord("not")) {
      inner = not().negate();
    } else if (peek().isSign("(")) {
      inner = parenthesized();
    } else {
      inner = schema.predicate(match());
    }
    nesting--;
    return inner;
  }

  private Predicate<T> parenthesized() throws FilterException {
    next++;
    Predicate<T> inner = or();
    if (!peek().isSign(")")) {
      throw expected("\")\"");
    }
    next++;
    return inner;
  }

  private Match match() throws FilterException {
    Token first = value();
    if (peek().isSign("==") || peek().isSign("!=")) {
      Operator operator = take().isSign("==") ? Operator.EQUAL : Operator.NOT_EQUAL;
      return new Match(selector(first), operator, value().text());
    }
    if (skipWord("is")) {
      Operator operator = skipWord("not") ? Operator.NOT_EMPTY : Operator.EMPTY;
      requireWord("empty");
      return new Match(selector(first), operator, "");
    }
    boolean negative = skipWord("not");
    if (skipWord("contains")) {
      return match(first, Operator.HAS, negative, value());
    }
    if (skipWord("matches")) {
      return match(first, Operator.MATCHES, negative, value());
    }
    if (skipWord("in")) {
      return match(value(), Operator.HAS, negative, first);
    }
    throw expected("\"==\", \"!=\", \"in\", \"contains\", \"matches\" or \"is\"");
  }

  private static Match match(Token field, Operator operator, boolean negative, Token value)
      throws FilterException {
    return new Match(selector(field), negative ? operator.negated() : operator, value.text());
  }

  private static List<String> selector(Token token) throws FilterException {
    if (token.kind() != Kind.WORD) {
      throw new FilterException(token.at() + ": " + token + " is no name of a field");
    }
    return token.selector();
  }

  private Token value() throws FilterException {
    if (!peek().isValue()) {
      throw expected("a name or a value");
    }
    return take();
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    return tokens.get(next++);
  }

  private boolean skipWord(String word) {
    boolean there = peek().isWord(word);
    next += there ? 1 : 0;
    return there;
  }

  private void requireWord(String word) throws FilterException {
    if (!skipWord(word)) {
      throw expected('"' + word + '"');
    }
  }

  private FilterException expected(String what) {
    return new FilterException(peek().at() + ": expected " + what + ", found " + peek());
  }
}
