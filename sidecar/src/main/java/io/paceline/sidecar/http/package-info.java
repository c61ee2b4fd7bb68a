/** A small HTTP/1.1 server with limits: sockets here, what is answered elsewhere. */
@NullMarked
package io.paceline.sidecar.http;

import org.jspecify.annotations.NullMarked;
