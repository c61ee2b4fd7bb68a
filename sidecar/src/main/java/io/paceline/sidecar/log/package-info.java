/** Where the agent's log lines go. */
@NullMarked
package io.paceline.sidecar.log;

import org.jspecify.annotations.NullMarked;
