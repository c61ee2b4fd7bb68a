/** The health checks of Consul's API that this agent runs. They know no HTTP and no JSON. */
@NullMarked
package io.paceline.sidecar.checks;

import org.jspecify.annotations.NullMarked;
