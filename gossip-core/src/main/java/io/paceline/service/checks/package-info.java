/**
 * Health checks that run in the process that owns a service: TTL, HTTP, TCP, gRPC and callbacks.
 * Their results are the owner's own word about its instances; nobody else checks them.
 */
@NullMarked
package io.paceline.service.checks;

import org.jspecify.annotations.NullMarked;
