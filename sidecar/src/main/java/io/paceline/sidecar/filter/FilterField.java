package io.paceline.sidecar.filter;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** One field of a record, and how it is compared: it makes the predicate of a {@link Match}. */
@FunctionalInterface
interface FilterField<T> {
  /**
   * The predicate.
   *
   * @param below the match with what is left of the selector below this field
   * @param whole the match as it was written, for messages
   */
  Predicate<T> predicate(Match below, Match whole) throws FilterException;

  static <T> FilterField<T> text(Function<T, String> value) {
    return (below, whole) -> {
      requireEnd(below, whole);
      Predicate<String> test = ofText(whole);
      return record -> test.test(value.apply(record));
    };
  }

  static <T> FilterField<T> number(ToLongFunction<T> value) {
    return (below, whole) -> {
      requireEnd(below, whole);
      requireEquality(whole);
      long wanted = number(whole);
      return signed(whole, record -> value.applyAsLong(record) == wanted);
    };
  }

  static <T> FilterField<T> flag(Predicate<T> value) {
    return (below, whole) -> {
      requireEnd(below, whole);
      requireEquality(whole);
      boolean wanted = flag(whole);
      return signed(whole, record -> value.test(record) == wanted);
    };
  }

  /** A list of texts. */
  static <T> FilterField<T> texts(Function<T, ? extends Collection<String>> value) {
    return (below, whole) -> {
      requireEnd(below, whole);
      return ofCollection(whole, value);
    };
  }

  /** Texts by key; a key that is not there equals nothing and is empty. */
  static <T> FilterField<T> map(Function<T, Map<String, String>> value) {
    return (below, whole) -> {
      if (below.selector().isEmpty()) {
        return ofCollection(whole, record -> value.apply(record).keySet());
      }
      String key = String.join(".", below.selector());
      Predicate<String> test = ofText(whole);
      boolean ifAbsent =
          whole.operator() == Operator.EMPTY
              || (whole.operator().isNegative() && whole.operator() != Operator.NOT_EMPTY);
      return record -> {
        String text = value.apply(record).get(key);
        return text == null ? ifAbsent : test.test(text);
      };
    };
  }

  /** A list of records: a match of a field of theirs is true if it is for any of them. */
  static <T, E> FilterField<T> any(Function<T, List<E>> value, FilterSchema<E> elements) {
    return (below, whole) -> {
      if (!below.selector().isEmpty()) {
        Predicate<E> test = elements.predicate(below, whole);
        return record -> value.apply(record).stream().anyMatch(test);
      }
      if (whole.operator().positive() != Operator.EMPTY) {
        throw whole.unsuitable();
      }
      return signed(whole, record -> value.apply(record).isEmpty());
    };
  }

  private static Predicate<String> ofText(Match match) throws FilterException {
    String wanted = match.value();
    Predicate<String> test =
        switch (match.operator().positive()) {
          case EQUAL -> wanted::equals;
          case HAS -> text -> text.contains(wanted);
          case EMPTY -> String::isEmpty;
          case MATCHES -> pattern(wanted);
          default -> throw match.unsuitable(); // positive() gives no other
        };
    return signed(match, test);
  }

  /** RE2 takes time in proportion to the text, whatever the expression: a stranger writes it. */
  private static Predicate<String> pattern(String expression) throws FilterException {
    try {
      Pattern pattern = Pattern.compile(expression);
      return text -> pattern.matcher(text).find();
    } catch (PatternSyntaxException e) {
      throw new FilterException("Failed to compile regular expression \"" + expression + '"');
    }
  }

  private static <T> Predicate<T> ofCollection(
      Match match, Function<T, ? extends Collection<String>> value) throws FilterException {
    return switch (match.operator().positive()) {
      case HAS -> signed(match, record -> value.apply(record).contains(match.value()));
      case EMPTY -> signed(match, record -> value.apply(record).isEmpty());
      default -> throw match.unsuitable();
    };
  }

  private static <T> Predicate<T> signed(Match match, Predicate<T> positive) {
    return match.operator().isNegative() ? positive.negate() : positive;
  }

  private static void requireEnd(Match below, Match whole) throws FilterException {
    if (!below.selector().isEmpty()) {
      throw FilterSchema.unknown(whole);
    }
  }

  private static void requireEquality(Match whole) throws FilterException {
    if (whole.operator().positive() != Operator.EQUAL) {
      throw whole.unsuitable();
    }
  }

  private static long number(Match whole) throws FilterException {
    try {
      return Long.parseLong(whole.value());
    } catch (NumberFormatException e) {
      throw coerce(whole, "ParseInt");
    }
  }

  private static boolean flag(Match whole) throws FilterException {
    return switch (whole.value()) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw coerce(whole, "ParseBool");
    };
  }

  /** In the words of Consul, which are those of Go. */
  private static FilterException coerce(Match whole, String function) {
    String value = '"' + whole.value() + '"';
    String selector = '"' + whole.prefix(whole.selector().size()) + '"';
    return new FilterException(
        "Failed to coerce value %s for selector %s: strconv.%s: parsing %s: invalid syntax"
            .formatted(value, selector, function, value));
  }
}
