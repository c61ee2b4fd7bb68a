package io.paceline.examples;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A service with one method; texts in place of generated messages, so that no compiler is needed.
 */
final class Greeter implements BindableService {
  private static final String SERVICE = "paceline.examples.Greeter";

  private static final MethodDescriptor<String, String> GREET =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Greet"))
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();

  private final String name;

  Greeter(String name) {
    this.name = name;
  }

  static String greet(Channel channel) {
    return ClientCalls.blockingUnaryCall(channel, GREET, CallOptions.DEFAULT, "hello");
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            GREET,
            ServerCalls.asyncUnaryCall(
                (request, answer) -> {
                  answer.onNext(request + " from " + name);
                  answer.onCompleted();
                }))
        .build();
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String text) {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream bytes) {
      try {
        return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
