/**
 * Paceline for Spring Boot: the application is a member of the cluster, registers itself, and finds
 * others through Spring Cloud's own interfaces. Nothing here needs to be called: it configures
 * itself when it is on the class path.
 */
@NullMarked
package io.paceline.spring;

import org.jspecify.annotations.NullMarked;
