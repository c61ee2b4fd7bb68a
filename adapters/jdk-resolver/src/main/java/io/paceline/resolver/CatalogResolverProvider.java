package io.paceline.resolver;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;

/**
 * What the JVM finds by its service file, once, when it resolves its first name. Not to be used by
 * programs: see {@link CatalogResolver}.
 *
 * <p>Its code is loaded on JDK 18 or newer only; on JDK 17 nobody looks for it.
 */
public final class CatalogResolverProvider extends InetAddressResolverProvider {
  /** For the JVM. */
  public CatalogResolverProvider() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    ServedDomains.JVM.onLoaded();
    return new CatalogNames(ServedDomains.JVM, configuration.builtinResolver());
  }

  @Override
  public String name() {
    return "Paceline";
  }
}
