package io.paceline.sidecar.log;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The log of an agent: one line an event, on standard error. slf4j-simple would do, but its dates
 * load the locale machinery of the JDK: a sixth of the time from process start to the first answer.
 * It is chosen by {@link #install} and not as a service, so that whoever has this module on a class
 * path keeps the logging that they have. Safe for use by many threads.
 */
public final class StderrLogging implements SLF4JServiceProvider {
  /** {@code debug} shows more, {@code warn} less. */
  public static final String LEVEL_PROPERTY = "paceline.log.level";

  private static final String PROVIDER_PROPERTY = "slf4j.provider";
  private static final String VERBOSITY_PROPERTY = "slf4j.internal.verbosity";
  private static final String API_VERSION = "2.0.99"; // any of slf4j 2.0

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter mdc = new NOPMDCAdapter();
  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final ILoggerFactory factory =
      name -> loggers.computeIfAbsent(name, n -> new StderrLogger(n, level(n), !isOfLibrary(n)));

  /** Takes effect if nothing was logged yet and the user did not choose another. */
  public static void install() {
    setIfAbsent(PROVIDER_PROPERTY, StderrLogging.class.getName());
    setIfAbsent(VERBOSITY_PROPERTY, "WARN"); // else slf4j tells that it obeys
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static boolean isOfLibrary(String logger) {
    return logger.startsWith("io.netty.") || logger.startsWith("javax.jmdns.");
  }

  /** What libraries say below these levels is of use to their authors, or anybody can cause it. */
  private static Level level(String logger) {
    if (logger.startsWith("io.netty.")) {
      return Level.WARN;
    }
    if (logger.startsWith("javax.jmdns.")) {
      return Level.ERROR;
    }
    String named = System.getProperty(LEVEL_PROPERTY, "info").toUpperCase(Locale.ROOT);
    for (Level level : Level.values()) {
      if (level.name().equals(named)) {
        return level;
      }
    }
    return Level.INFO;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return factory;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return API_VERSION;
  }

  @Override
  public void initialize() {}

  /** The last part of a logger's name is enough to find the class. */
  static String shortName(@Nullable String name) {
    return name == null ? "" : name.substring(name.lastIndexOf('.') + 1);
  }
}
