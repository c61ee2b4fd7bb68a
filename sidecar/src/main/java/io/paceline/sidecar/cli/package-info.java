/** The command line: one jar that is the agent and the tool to talk to it. */
@NullMarked
package io.paceline.sidecar.cli;

import org.jspecify.annotations.NullMarked;
