/**
 * Which instance of a service gets the next piece of work. {@link
 * io.paceline.service.selection.Selector} says which instances deserve any and how much; a {@link
 * io.paceline.service.selection.Strategy} picks one; {@link
 * io.paceline.service.selection.ServiceChooser} puts both beside a catalog. The Java API, DNS and
 * HTTP use the same selector, so that all of them prefer the same instances.
 */
@NullMarked
package io.paceline.service.selection;

import org.jspecify.annotations.NullMarked;
