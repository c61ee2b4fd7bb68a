/**
 * Consul's filter expressions ({@code ?filter=}), the language of go-bexpr as far as clients of
 * discovery use it: {@code Service.Meta.version == "2" and "blue" in Service.Tags}.
 */
@NullMarked
package io.paceline.sidecar.filter;

import org.jspecify.annotations.NullMarked;
