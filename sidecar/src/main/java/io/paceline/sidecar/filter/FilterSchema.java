package io.paceline.sidecar.filter;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The fields of a record that an expression may name. Immutable. */
public final class FilterSchema<T> {
  private final Map<String, FilterField<T>> fields;

  private FilterSchema(Map<String, FilterField<T>> fields) {
    this.fields = new LinkedHashMap<>(fields);
  }

  /**
   * The predicate that an expression describes.
   *
   * @throws FilterException saying what is wrong with it, and where
   */
  public Predicate<T> compile(String expression) throws FilterException {
    return FilterParser.parse(expression, this);
  }

  Predicate<T> predicate(Match match) throws FilterException {
    return predicate(match, match);
  }

  /** The longest name of a field that the selector begins with decides. */
  Predicate<T> predicate(Match match, Match whole) throws FilterException {
    for (int parts = match.selector().size(); parts > 0; parts--) {
      FilterField<T> field = fields.get(match.prefix(parts));
      if (field != null) {
        return field.predicate(match.below(parts), whole);
      }
    }
    throw unknown(whole);
  }

  static FilterException unknown(Match whole) {
    return new FilterException(
        "Selector \"" + whole.prefix(whole.selector().size()) + "\" is not valid");
  }

  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /** Collects fields by their names. */
  public static final class Builder<T> {
    private final Map<String, FilterField<T>> fields = new LinkedHashMap<>();

    private Builder() {}

    public Builder<T> text(String name, Function<T, String> value) {
      return put(name, FilterField.text(value));
    }

    public Builder<T> number(String name, ToLongFunction<T> value) {
      return put(name, FilterField.number(value));
    }

    public Builder<T> flag(String name, Predicate<T> value) {
      return put(name, FilterField.flag(value));
    }

    public Builder<T> texts(String name, Function<T, ? extends Collection<String>> value) {
      return put(name, FilterField.texts(value));
    }

    public Builder<T> map(String name, Function<T, Map<String, String>> value) {
      return put(name, FilterField.map(value));
    }

    /** A list of records with fields of their own. */
    public <E> Builder<T> any(String name, Function<T, List<E>> value, FilterSchema<E> elements) {
      return put(name, FilterField.any(value, elements));
    }

    /** All fields of a part of the record, below its name; an empty name puts them at the top. */
    public <P> Builder<T> part(String name, Function<T, P> value, FilterSchema<P> part) {
      part.fields.forEach(
          (field, inner) ->
              put(
                  name.isEmpty() ? field : name + "." + field,
                  (below, whole) -> {
                    Predicate<P> test = inner.predicate(below, whole);
                    return record -> test.test(value.apply(record));
                  }));
      return this;
    }

    private Builder<T> put(String name, FilterField<T> field) {
      fields.put(name, field);
      return this;
    }

    public FilterSchema<T> build() {
      return new FilterSchema<>(fields);
    }
  }
}
