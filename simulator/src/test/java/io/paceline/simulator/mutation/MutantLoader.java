package io.paceline.simulator.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Loads Paceline's own classes once more, one of them with a bug in it. All other classes are the
 * tests' own.
 */
final class MutantLoader extends ClassLoader {
  private static final String OWN = "io.paceline.";

  private final @Nullable Mutation mutation;

  /**
   * @param mutation null for none
   */
  MutantLoader(@Nullable Mutation mutation) {
    super(MutantLoader.class.getClassLoader());
    this.mutation = mutation;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OWN)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] classFile = classFile(name);
    if (mutation != null && name.equals(mutation.className())) {
      classFile = mutation.apply(classFile);
    }
    return defineClass(name, classFile, 0, classFile.length);
  }

  private byte[] classFile(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a seed of the swarm; the text of its failure, empty if it passed. */
  String run(long seed, int nodes, Duration duration) {
    try {
      Class<?> swarm = loadClass("io.paceline.simulator.swarm.Swarm");
      Object report =
          swarm
              .getMethod("run")
              .invoke(
                  swarm
                      .getConstructor(long.class, int.class, Duration.class, Consumer.class)
                      .newInstance(seed, nodes, duration, null));
      Class<?> type = report.getClass();
      return (boolean) type.getMethod("passed").invoke(report)
          ? ""
          : (String) type.getMethod("text").invoke(report);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("seed " + seed, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
