package io.paceline.simulator;

/** An occurrence that runs some code. */
final class Task extends Occurrence {
  private final Runnable code;

  Task(Runnable code) {
    this.code = code;
  }

  @Override
  void happen() {
    code.run();
  }
}
