package io.paceline.sidecar.checks;

import io.paceline.service.ServiceInstance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** The services that this agent registered at its node. Safe for use by many threads. */
public interface OwnedServices {
  /** The services that were registered here. */
  List<ServiceInstance> registrations();

  /** Registers or replaces a service of this node; the node's name is filled in. */
  CompletableFuture<Void> register(ServiceInstance instance);

  /** Changes a service of this node; fails with {@link IllegalArgumentException} without it. */
  CompletableFuture<Void> update(String id, UnaryOperator<ServiceInstance> change);

  /** Whether there was a service of this id on this node; it is gone now. */
  CompletableFuture<Boolean> deregister(String id);
}
