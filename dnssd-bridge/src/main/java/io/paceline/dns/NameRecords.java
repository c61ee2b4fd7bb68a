package io.paceline.dns;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Record;

/** The records of one name that exists. Those of a type are made when they are asked for. */
interface NameRecords {
  /** A name without records of its own: there are names below it (RFC 8020). */
  NameRecords NONE =
      new NameRecords() {
        @Override
        public List<Record> of(int type) {
          return List.of();
        }

        @Override
        public List<Integer> types() {
          return List.of();
        }
      };

  /** The records that answer a question of this type: that type's, or a CNAME in its place. */
  List<Record> of(int type);

  /** The types that may have records here, for ANY; the one that is worth most comes first. */
  List<Integer> types();

  /**
   * What a client that got these answers would ask next.
   *
   * @param type the type that was asked for
   * @param answers a beginning of what {@link #of} gave for it, perhaps all
   */
  default List<Record> additional(int type, List<Record> answers) {
    return List.of();
  }

  /**
   * How often each of these answers should come first, in relation to the others; empty where all
   * are equals.
   *
   * @param type the type that was asked for
   * @param answers what {@link #of} gave for it
   */
  default List<Integer> weights(int type, List<Record> answers) {
    return List.of();
  }

  /** What the records were made from; null if they are not worth keeping, or depend on more. */
  default @Nullable Basis basis() {
    return null;
  }
}
