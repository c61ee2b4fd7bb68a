package io.paceline.grpc;

import io.grpc.NameResolver.Args;
import io.grpc.SynchronizationContext;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Where a resolver's work is done, as the channel has it.
 *
 * @param blocking for what may block, such as resolving a host name
 * @param channel the one place where the channel's listener may be called
 * @param timer only hands tasks on
 */
record Scheduling(
    Executor blocking, SynchronizationContext channel, ScheduledExecutorService timer) {

  static Scheduling of(Args args) {
    Executor offload = args.getOffloadExecutor(); // a channel always has one, others may not
    return new Scheduling(
        offload == null ? ForkJoinPool.commonPool() : offload,
        args.getSynchronizationContext(),
        args.getScheduledExecutorService());
  }
}
