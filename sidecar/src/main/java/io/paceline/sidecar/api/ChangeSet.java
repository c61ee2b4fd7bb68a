package io.paceline.sidecar.api;

import com.google.gson.stream.JsonWriter;
import io.paceline.gossip.Member;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pure functions that say how one state of the cluster differs from another, as server-sent events
 * (WHATWG HTML, section 9.2): {@code member}, {@code member-gone}, {@code service}, {@code
 * service-gone}. Each is made when it is asked for, so that a large difference takes no room.
 */
final class ChangeSet {
  private ChangeSet() {}

  /** What is there now and was not, or not like this; then what is gone. */
  static Stream<Bytes> ofMembers(List<Member> before, List<Member> now) {
    if (before == now) {
      return Stream.empty();
    }
    Map<String, Member> gone = new LinkedHashMap<>();
    before.forEach(member -> gone.put(member.name(), member));
    List<Member> changed =
        now.stream().filter(member -> !member.equals(gone.remove(member.name()))).toList();
    return Stream.concat(
        changed.stream().map(member -> event("member", out -> ConsulJson.member(out, member))),
        gone.keySet().stream().map(name -> event("member-gone", out -> gone(out, name))));
  }

  private static void gone(JsonWriter out, String name) throws IOException {
    out.beginObject().name("Name").value(name).endObject();
  }

  /**
   * The same for services. A change replaces the view of its own service only, so only what changed
   * is looked at.
   *
   * @param only the one service that is of interest; empty for all
   */
  static Stream<Bytes> ofServices(CatalogSnapshot before, CatalogSnapshot now, String only) {
    if (before == now) {
      return Stream.empty();
    }
    if (!only.isEmpty()) {
      return ofService(before.service(only), now.service(only));
    }
    Stream<Bytes> shown =
        now.services().stream().flatMap(view -> ofService(before.service(view.service()), view));
    Stream<Bytes> ended =
        before.services().stream()
            .filter(view -> now.service(view.service()).isEmpty())
            .flatMap(view -> ofService(view, now.service(view.service())));
    return Stream.concat(shown, ended);
  }

  private static Stream<Bytes> ofService(ServiceView before, ServiceView now) {
    if (before.equals(now)) {
      return Stream.empty();
    }
    Map<List<String>, ServiceEntry> gone = new LinkedHashMap<>();
    before.entries().forEach(entry -> gone.put(key(entry), entry));
    List<ServiceEntry> changed =
        now.entries().stream().filter(entry -> !entry.equals(gone.remove(key(entry)))).toList();
    return Stream.concat(
        changed.stream().map(entry -> event("service", out -> PacelineApi.instance(out, entry))),
        gone.values().stream().map(entry -> event("service-gone", out -> gone(out, entry))));
  }

  private static List<String> key(ServiceEntry entry) {
    return List.of(entry.node().name(), entry.instance().id());
  }

  private static void gone(JsonWriter out, ServiceEntry entry) throws IOException {
    out.beginObject();
    out.name("Service").value(entry.instance().service());
    out.name("ID").value(entry.instance().id());
    out.name("Node").value(entry.node().name());
    out.endObject();
  }

  static Bytes ofHistory(History.Happened one) {
    return event(
        "happened",
        out -> {
          out.beginObject();
          out.name("Number").value(one.number());
          out.name("Time").value(one.at().toString());
          out.name("What").value(one.what());
          out.name("Name").value(one.name());
          out.name("Detail").value(one.detail());
          out.endObject();
        });
  }

  /** Compact JSON has no line feed, which would end the event. */
  static Bytes event(String name, Json.@Nullable Body data) {
    String json = data == null ? "{}" : Json.bytes(false, data).utf8();
    return Bytes.utf8("event: " + name + "\ndata: " + json + "\n\n");
  }
}
