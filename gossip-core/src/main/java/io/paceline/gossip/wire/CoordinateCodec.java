package io.paceline.gossip.wire;

import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.Vector;
import io.paceline.service.Bytes;

/**
 * The network coordinate in an ack's payload. Keys are written in order.
 *
 * <pre>01 | {Adjustment, Error, Height, Vec: [8 numbers]}</pre>
 */
final class CoordinateCodec {
  private static final FieldNames FIELDS = FieldNames.of("Adjustment", "Error", "Height", "Vec");

  private static final Vector NONE = Vector.of();

  private CoordinateCodec() {}

  static Bytes encode(Coordinate coordinate) {
    MsgpackWriter out = new MsgpackWriter(160);
    out.rawByte(SerfTypes.COORDINATE).mapHeader(4);
    out.string("Adjustment").float64(coordinate.adjustment());
    out.string("Error").float64(coordinate.error());
    out.string("Height").float64(coordinate.height());
    Vector vector = coordinate.vector();
    out.string("Vec").arrayHeader(vector.size());
    for (int i = 0; i < vector.size(); i++) {
      out.float64(vector.at(i));
    }
    return out.toBytes();
  }

  static Coordinate read(MsgpackReader in) throws WireFormatException {
    SerfTypes.expect(in, SerfTypes.COORDINATE);
    Vector vector = NONE;
    double error = 0;
    double adjustment = 0;
    double height = 0;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "Vec" -> vector = readVector(in);
        case "Error" -> error = in.float64();
        case "Adjustment" -> adjustment = in.float64();
        case "Height" -> height = in.float64();
        default -> in.skip();
      }
    }
    return new Coordinate(vector, error, adjustment, height);
  }

  private static Vector readVector(MsgpackReader in) throws WireFormatException {
    double[] vector = new double[in.arrayHeader()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = in.float64();
    }
    return Vector.of(vector);
  }
}
