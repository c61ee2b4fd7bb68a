package io.paceline.consul;

import java.util.concurrent.ThreadFactory;

/** Threads of this module: named, and no reason for a JVM to stay up. */
final class Threads {
  private Threads() {}

  static ThreadFactory daemons(String name) {
    return task -> daemon(name, task);
  }

  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
