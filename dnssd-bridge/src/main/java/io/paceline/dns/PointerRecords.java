package io.paceline.dns;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A name that has nothing but PTR records.
 *
 * @param pointers the records
 * @param shares how often each should come first; empty where all are equals
 * @param behind what a client would ask next about some of them
 * @param basis what they were made from, if that is known
 */
record PointerRecords(
    List<Record> pointers,
    List<Integer> shares,
    Function<List<Record>, List<Record>> behind,
    @Nullable Basis basis)
    implements NameRecords {
  PointerRecords(List<Record> pointers, @Nullable Basis basis) {
    this(pointers, List.of(), answers -> List.of(), basis);
  }

  @Override
  public List<Record> of(int type) {
    return type == Type.PTR ? pointers : List.of();
  }

  @Override
  public List<Integer> types() {
    return List.of(Type.PTR);
  }

  @Override
  public List<Integer> weights(int type, List<Record> answers) {
    return shares;
  }

  @Override
  public List<Record> additional(int type, List<Record> answers) {
    return type == Type.PTR ? behind.apply(answers) : List.of();
  }
}
