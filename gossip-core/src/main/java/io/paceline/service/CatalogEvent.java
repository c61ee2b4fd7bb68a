package io.paceline.service;

/**
 * What a watcher of one service is told. A subscription starts with the full state ({@link
 * Current}); every later event overrides what was said of that instance before.
 */
public sealed interface CatalogEvent {
  /** The service's name, as the watcher asked for it. */
  String service();

  /** The full state: forget what was known before. */
  record Current(String service, ServiceView view) implements CatalogEvent {}

  /** A new instance. */
  record Registered(String service, ServiceEntry entry) implements CatalogEvent {}

  /** An instance whose record, node or suspicion changed. */
  record Updated(String service, ServiceEntry entry) implements CatalogEvent {}

  /** An instance is gone: deregistered, or its owner failed or left. It carries its last state. */
  record Deregistered(String service, ServiceEntry entry) implements CatalogEvent {}
}
