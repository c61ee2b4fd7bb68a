/**
 * What the catalog's operations in memory cost: reading, choosing, applying, comparing, encoding.
 */
@NullMarked
package io.paceline.benchmarks.catalog;

import org.jspecify.annotations.NullMarked;
