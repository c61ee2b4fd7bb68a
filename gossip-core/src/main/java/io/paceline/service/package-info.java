/**
 * What every part of Paceline shares and no protocol owns: service instances, nodes, health, and
 * the read side of a catalog. Depends on nothing else of Paceline.
 */
@NullMarked
package io.paceline.service;

import org.jspecify.annotations.NullMarked;
