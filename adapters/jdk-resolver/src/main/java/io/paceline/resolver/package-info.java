/**
 * Makes {@link java.net.InetAddress} find the services of a catalog by name, for code that knows
 * nothing of Paceline. JDK 18 or newer.
 */
@NullMarked
package io.paceline.resolver;

import org.jspecify.annotations.NullMarked;
