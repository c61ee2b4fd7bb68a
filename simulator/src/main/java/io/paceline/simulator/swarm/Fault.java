package io.paceline.simulator.swarm;

/** What may go wrong in a swarm. */
enum Fault {
  /** A process dies; its system refuses connections. */
  CRASH,
  /** A machine vanishes. */
  POWER_LOSS,
  /** A process stands still for a while. */
  PAUSE,
  /** A process does everything late for a while. */
  LAG,
  /** The network falls into two halves. */
  HALVES,
  /** One node is cut off. */
  ISOLATION,
  /** Two halves that only one node reaches. */
  BRIDGE,
  /** One node is heard by nobody, though it hears all; or the other way round. */
  ONE_WAY,
  /** Some links hold packets back and then deliver them at once. */
  CLOG,
  /** Many packets are lost everywhere for a while. */
  LOSS_BURST,
  /** A node leaves on purpose. */
  LEAVE
}
