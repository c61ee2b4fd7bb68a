/** Answers DNS questions, by unicast and by mDNS, from any service catalog. */
@NullMarked
package io.paceline.dns;

import org.jspecify.annotations.NullMarked;
