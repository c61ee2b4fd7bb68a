package io.paceline.sidecar.api;

import io.paceline.gossip.Member;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Weights;
import io.paceline.sidecar.filter.FilterException;
import io.paceline.sidecar.filter.FilterSchema;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import java.util.function.Predicate;

/** What {@code ?filter=} may name, for each kind of answer, under Consul's names. */
final class ConsulFilters {
  static final FilterSchema<NodeEntry> NODE =
      FilterSchema.<NodeEntry>builder()
          .text("ID", node -> "")
          .text("Node", NodeEntry::name)
          .text("Address", NodeEntry::address)
          .text("Datacenter", NodeEntry::datacenter)
          .map("TaggedAddresses", NodeEntry::taggedAddresses)
          .map("Meta", NodeEntry::meta)
          .build();

  private static final FilterSchema<Weights> WEIGHTS =
      FilterSchema.<Weights>builder()
          .number("Passing", Weights::passing)
          .number("Warning", Weights::warning)
          .build();

  static final FilterSchema<ServiceInstance> SERVICE =
      FilterSchema.<ServiceInstance>builder()
          .text("Kind", service -> "")
          .text("ID", ServiceInstance::id)
          .text("Service", ServiceInstance::service)
          .texts("Tags", ServiceInstance::tags)
          .text("Address", ServiceInstance::address)
          .map("Meta", ServiceInstance::meta)
          .number("Port", ServiceInstance::port)
          .part("Weights", ServiceInstance::weights, WEIGHTS)
          .flag("EnableTagOverride", service -> false)
          .build();

  static final FilterSchema<ShownCheck> CHECK =
      FilterSchema.<ShownCheck>builder()
          .text("Node", ShownCheck::node)
          .text("CheckID", check -> check.check().id())
          .text("Name", check -> check.check().name())
          .text("Status", check -> check.check().status().text())
          .text("Notes", check -> check.check().notes())
          .text("Output", check -> check.check().output())
          .text("ServiceID", ShownCheck::serviceId)
          .text("ServiceName", ShownCheck::serviceName)
          .texts("ServiceTags", ShownCheck::serviceTags)
          .text("Type", check -> check.check().type())
          .build();

  static final FilterSchema<HealthEntry> HEALTH =
      FilterSchema.<HealthEntry>builder()
          .part("Node", health -> health.entry().node(), NODE)
          .part("Service", health -> health.entry().instance(), SERVICE)
          .any("Checks", HealthEntry::checks, CHECK)
          .build();

  /** The flat form of {@code /v1/catalog/service}. */
  static final FilterSchema<ServiceEntry> CATALOG_SERVICE =
      FilterSchema.<ServiceEntry>builder()
          .part("", ServiceEntry::node, NODE)
          .map("NodeMeta", entry -> entry.node().meta())
          .text("ServiceKind", entry -> "")
          .text("ServiceID", entry -> entry.instance().id())
          .text("ServiceName", entry -> entry.instance().service())
          .texts("ServiceTags", entry -> entry.instance().tags())
          .text("ServiceAddress", entry -> entry.instance().address())
          .map("ServiceMeta", entry -> entry.instance().meta())
          .number("ServicePort", entry -> entry.instance().port())
          .part("ServiceWeights", entry -> entry.instance().weights(), WEIGHTS)
          .flag("ServiceEnableTagOverride", entry -> false)
          .build();

  static final FilterSchema<Member> MEMBER =
      FilterSchema.<Member>builder()
          .text("Name", Member::name)
          .text("Addr", member -> member.address().ip().getHostAddress())
          .number("Port", member -> member.address().port())
          .map("Tags", Member::tags)
          .number("Status", member -> ConsulJson.statusCode(member.status()))
          .build();

  private ConsulFilters() {}

  /** What the request asks for; everything, if it asks for nothing. */
  static <T> Predicate<T> of(HttpCall call, FilterSchema<T> schema) {
    String filter = call.parameter("filter").orElse("");
    if (filter.isEmpty()) {
      return record -> true;
    }
    try {
      return schema.compile(filter);
    } catch (FilterException e) {
      throw new HttpProblem(
          500, "Failed to create boolean expression evaluator: " + e.getMessage()); // Consul's
    }
  }
}
