/** The one process: command line, configuration, HTTP API, wiring. No protocol logic. */
@NullMarked
package io.paceline.sidecar;

import org.jspecify.annotations.NullMarked;
