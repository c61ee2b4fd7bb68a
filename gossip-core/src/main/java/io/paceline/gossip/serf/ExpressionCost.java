package io.paceline.gossip.serf;

/**
 * Estimates how large a regular expression becomes when its counted repetitions are written out:
 * {@code (a{100}){100}} takes ten thousand steps. Matching in linear time is no protection as long
 * as the compiled form may take any amount of memory.
 *
 * <p>It reads no more of the syntax than it needs, and errs upwards.
 */
final class ExpressionCost {
  private static final long UNBOUNDED = Long.MAX_VALUE / 2;

  private final String expression;
  private int at;

  private ExpressionCost(String expression) {
    this.expression = expression;
  }

  /** The number of steps, or more. */
  static long of(String expression) {
    ExpressionCost cost = new ExpressionCost(expression);
    long total = 0;
    while (cost.at < expression.length()) {
      total = plus(total, cost.sequence());
      cost.at++; // a parenthesis too many: the compiler will refuse it
    }
    return total;
  }

  /** Up to the closing parenthesis or the end. */
  private long sequence() {
    long total = 0;
    while (at < expression.length() && expression.charAt(at) != ')') {
      total = plus(total, repeated(atom()));
    }
    return total;
  }

  private long atom() {
    char c = expression.charAt(at++);
    switch (c) {
      case '\\' -> at++;
      case '[' -> skipClass();
      case '(' -> {
        long inner = sequence();
        at++;
        return plus(inner, 2);
      }
      default -> {}
    }
    return 1;
  }

  private void skipClass() {
    at++; // a bracket that comes first stands for itself, as does whatever follows a caret
    while (at < expression.length() && expression.charAt(at) != ']') {
      at += expression.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
  }

  private long repeated(long cost) {
    long total = cost;
    while (at < expression.length() && expression.charAt(at) == '{') {
      int end = expression.indexOf('}', at);
      if (end < 0) {
        return total;
      }
      total = times(total, largestNumber(expression.substring(at + 1, end)));
      at = end + 1;
    }
    return total;
  }

  private static long largestNumber(String counts) {
    long largest = 1;
    for (String count : counts.split(",", 2)) {
      if (count.matches("[0-9]{1,6}")) {
        largest = Math.max(largest, Long.parseLong(count));
      }
    }
    return largest;
  }

  private static long plus(long a, long b) {
    return Math.min(UNBOUNDED, a + b);
  }

  private static long times(long a, long b) {
    return a > UNBOUNDED / b ? UNBOUNDED : a * b;
  }
}
