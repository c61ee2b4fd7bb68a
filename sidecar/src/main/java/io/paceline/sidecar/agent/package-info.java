/** The running agent: a gossip node, a DNS server and an HTTP server wired together. */
@NullMarked
package io.paceline.sidecar.agent;

import org.jspecify.annotations.NullMarked;
