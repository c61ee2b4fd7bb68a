package io.paceline.sidecar.agent;

/** The version of this build, from the jar's manifest. */
public final class AgentVersion {
  private AgentVersion() {}

  /** For instance {@code 0.1.0}; "dev" where the classes do not come from a jar. */
  public static String text() {
    String version = AgentVersion.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
