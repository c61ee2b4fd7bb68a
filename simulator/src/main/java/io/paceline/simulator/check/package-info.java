/**
 * The claims about the protocol that every simulation watches. Each is a small class of its own
 * that sees what a user could see: what nodes send, what their engines say, and the views that they
 * show.
 */
@NullMarked
package io.paceline.simulator.check;

import org.jspecify.annotations.NullMarked;
