/**
 * Lets gRPC channels find the services of a catalog by name, {@code paceline:///orders}: changes
 * are pushed, so that no DNS answer and no cache stands between a crash and the channel.
 */
@NullMarked
package io.paceline.grpc;

import org.jspecify.annotations.NullMarked;
