package io.paceline.service.checks;

import io.paceline.service.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a health check by gRPC: the request as HTTP/2 frames with headers in HPACK (RFC
 * 7541, only literals and the static table), and the answer's message. Messages have five bytes in
 * front: a flag for compression and the length.
 */
final class GrpcHealthFrames {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int STREAM = 1;
  private static final int PREFIX_BYTES = 5;
  private static final int MESSAGE_BYTES_MAX = 1_024;

  private GrpcHealthFrames() {}

  // The request.

  static byte[] request(String authority, String service, int timeoutMillis) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE);
    out.writeBytes(new Http2Frame(Http2Frame.SETTINGS, 0, 0, Bytes.EMPTY).toBytes());
    Bytes headers = headers(authority, timeoutMillis);
    out.writeBytes(
        new Http2Frame(Http2Frame.HEADERS, Http2Frame.END_HEADERS, STREAM, headers).toBytes());
    Bytes message = message(service);
    out.writeBytes(
        new Http2Frame(Http2Frame.DATA, Http2Frame.END_STREAM, STREAM, message).toBytes());
    return out.toByteArray();
  }

  private static Bytes headers(String authority, int timeoutMillis) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x83); // :method: POST, entry 3 of the static table
    out.write(0x86); // :scheme: http, entry 6
    literal(out, 4, "/grpc.health.v1.Health/Check"); // :path
    literal(out, 1, authority); // :authority
    literal(out, 31, "application/grpc"); // content-type
    literal(out, "te", "trailers");
    literal(out, "grpc-timeout", Math.min(timeoutMillis, 99_999_999) + "m");
    return Bytes.wrap(out.toByteArray());
  }

  /** RFC 7541 section 6.2.2: a literal that is not indexed, its name from the static table. */
  private static void literal(ByteArrayOutputStream out, int nameIndex, String value) {
    integer(out, nameIndex, 4);
    string(out, value);
  }

  private static void literal(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    string(out, name);
    string(out, value);
  }

  /** Section 5.2, without Huffman. */
  private static void string(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    integer(out, bytes.length, 7);
    out.writeBytes(bytes);
  }

  /** Section 5.1: an integer that begins in the lower bits of a byte. */
  private static void integer(ByteArrayOutputStream out, int value, int prefixBits) {
    int full = (1 << prefixBits) - 1;
    if (value < full) {
      out.write(value);
    } else {
      out.write(full);
      varint(out, value - full);
    }
  }

  /** HealthCheckRequest: field 1, the service's name. */
  private static Bytes message(String service) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    if (name.length > 0) {
      out.write(0x0a);
      varint(out, name.length);
      out.writeBytes(name);
    }
    byte[] body = out.toByteArray();
    return Bytes.wrap(
        ByteBuffer.allocate(PREFIX_BYTES + body.length)
            .put((byte) 0)
            .putInt(body.length)
            .put(body)
            .array());
  }

  /** HPACK and protobuf agree on this one. */
  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  // The answer.

  static byte[] joined(byte[] first, byte[] second) throws IOException {
    if (first.length + second.length > MESSAGE_BYTES_MAX) {
      throw new IOException("an answer above " + MESSAGE_BYTES_MAX + " bytes");
    }
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static boolean isComplete(byte[] message) {
    return message.length >= PREFIX_BYTES
        && message.length - PREFIX_BYTES
            >= Integer.toUnsignedLong(ByteBuffer.wrap(message).getInt(1));
  }

  /** HealthCheckResponse: field 1, the status; protobuf leaves out one that is 0. */
  static int status(byte[] message) throws IOException {
    if (message[0] != 0) {
      throw new IOException("a compressed answer, which was not asked for");
    }
    boolean hasStatus = message.length >= PREFIX_BYTES + 2 && message[PREFIX_BYTES] == 0x08;
    return hasStatus ? message[PREFIX_BYTES + 1] : 0;
  }
}
