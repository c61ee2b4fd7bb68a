package io.paceline.sidecar.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "register",
    description = "Register a service at the agent, or replace the one with the same id.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RegisterCommand implements Callable<Integer> {
  @Option(names = "--name", paramLabel = "NAME", required = true, description = "service name")
  private String name = "";

  @Option(names = "--port", paramLabel = "PORT", required = true, description = "0 to 65535")
  private int port;

  @Option(names = "--id", paramLabel = "ID", description = "default: the service's name")
  private String id = "";

  @Option(
      names = "--address",
      paramLabel = "IP",
      description = "IP address or host name (default: the node's address)")
  private String address = "";

  @Option(names = "--tag", paramLabel = "TAG", description = "may be repeated")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = "--attr",
      paramLabel = "KEY[=VALUE]",
      description = "attribute for the TXT record; may be repeated")
  private List<String> attributes = new ArrayList<>();

  @Option(
      names = "--transport",
      paramLabel = "tcp|udp",
      description = "default: ${DEFAULT-VALUE}",
      defaultValue = "tcp")
  private String transport = "tcp";

  @Mixin private final AgentConnection agent = new AgentConnection();

  @Override
  public Integer call() throws CommandFailure {
    String key = id.isEmpty() ? name : id;
    agent.client().put("/v1/agent/service/register", body(key).toString());
    if (agent.json()) {
      JsonObject done = new JsonObject();
      done.addProperty("ID", key);
      System.out.println(done);
    } else {
      System.out.println("registered " + name + " (id " + key + ")");
    }
    return ExitCode.OK.status();
  }

  private JsonObject body(String key) {
    JsonObject body = new JsonObject();
    body.addProperty("Name", name);
    body.addProperty("ID", key);
    body.addProperty("Address", address);
    body.addProperty("Port", port);
    body.addProperty("Transport", transport);
    JsonArray tagArray = new JsonArray();
    tags.forEach(tagArray::add);
    body.add("Tags", tagArray);
    body.add("Attributes", attributeObject());
    return body;
  }

  private JsonObject attributeObject() {
    JsonObject object = new JsonObject();
    for (String attribute : attributes) {
      int equals = attribute.indexOf('=');
      if (equals < 0) {
        object.add(attribute, JsonNull.INSTANCE);
      } else {
        object.add(
            attribute.substring(0, equals), new JsonPrimitive(attribute.substring(equals + 1)));
      }
    }
    return object;
  }
}
