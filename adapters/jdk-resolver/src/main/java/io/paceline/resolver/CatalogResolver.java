package io.paceline.resolver;

import io.paceline.service.ServiceCatalog;
import io.paceline.service.selection.RoundTrips;
import io.paceline.service.selection.SelectionContext;
import io.paceline.service.selection.SelectionPolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes {@link InetAddress} answer for the services of a catalog, from when it is installed until
 * it is closed:
 *
 * <pre>{@code
 * CatalogResolver resolver = CatalogResolver.of(node.services()).domain("paceline").install();
 * InetAddress.getByName("orders.paceline");
 * }</pre>
 *
 * <p>A name is {@code SERVICE.DOMAIN} or {@code TAG.SERVICE.DOMAIN}. The addresses come in the
 * order in which to try them: a different one each time, those with more weight more often in
 * front. A name without a fit instance is an {@link UnknownHostException} at once. Every name
 * outside the domains is left to the JVM's own resolver.
 *
 * <p>It needs JDK 18 or newer, and this jar on the application's class path (a jar inside a jar is
 * not seen by the JVM); {@link Builder#install} says if either is missing. {@link InetAddress}
 * caches what it is answered, by default for 30 seconds, and unknown names for 10: set the security
 * properties {@code networkaddress.cache.ttl} and {@code networkaddress.cache.negative.ttl} to 0
 * before the first name is looked up, or else every answer is as old as that.
 *
 * <p>Safe for use by many threads. No thread of the catalog ever waits for a lookup.
 */
public final class CatalogResolver implements AutoCloseable {
  private static final int JAVA_MIN = 18;

  private final List<ServedDomain> served;

  private CatalogResolver(List<ServedDomain> served) {
    this.served = served;
  }

  /** A resolver for a catalog's services, still without a domain. */
  public static Builder of(ServiceCatalog catalog) {
    return new Builder(catalog);
  }

  /** From now on the names of its domains are left to the JVM's own resolver. Idempotent. */
  @Override
  public void close() {
    ServedDomains.JVM.remove(served);
  }

  /** Collects what is answered and how; it needs at least one domain. Not thread-safe. */
  public static final class Builder {
    private final ServiceCatalog catalog;
    private final List<String> domains = new ArrayList<>();
    private SelectionPolicy policy = SelectionPolicy.DEFAULT;
    private String caller = "";
    private String zone = "";
    private RoundTrips roundTrips = RoundTrips.UNKNOWN;

    private Builder(ServiceCatalog catalog) {
      this.catalog = catalog;
    }

    /** Adds a domain, such as {@code paceline} or {@code service.consul}. */
    public Builder domain(String name) {
      String bare = name.toLowerCase(Locale.ROOT);
      if (bare.isEmpty() || bare.startsWith(".") || bare.endsWith(".")) {
        throw new IllegalArgumentException(
            "a domain (\"" + name + "\") must have a name, without dots around it");
      }
      domains.add(bare);
      return this;
    }

    /** Which instances deserve work; {@link SelectionPolicy#DEFAULT} by default. */
    public Builder policy(SelectionPolicy value) {
      policy = value;
      return this;
    }

    /** Decides which subset of a large service is ours, if the policy has subsets. */
    public Builder caller(String value) {
      caller = value;
      return this;
    }

    /** Our zone, if the policy prefers a zone. */
    public Builder zone(String value) {
      zone = value;
      return this;
    }

    /** How far nodes are, if the policy prefers short round trips; unknown by default. */
    public Builder roundTrips(RoundTrips value) {
      roundTrips = value;
      return this;
    }

    /**
     * Answers for these domains from now on.
     *
     * @throws IllegalStateException if there is no domain, if one of them is served already, or if
     *     the JVM did not take this resolver
     * @throws UnsupportedOperationException on JDK 17, whose resolver cannot be replaced
     */
    public CatalogResolver install() {
      if (domains.isEmpty()) {
        throw new IllegalStateException("a resolver needs at least one domain");
      }
      if (Runtime.version().feature() < JAVA_MIN) {
        throw new UnsupportedOperationException(
            "InetAddress takes a resolver from JDK 18 on (JEP 418); this is " + Runtime.version());
      }
      requireLoaded();
      SelectionContext context = new SelectionContext(caller, zone, roundTrips, 0);
      List<ServedDomain> served =
          domains.stream().map(name -> new ServedDomain(name, catalog, policy, context)).toList();
      ServedDomains.JVM.add(served);
      return new CatalogResolver(served);
    }

    /** The JVM chooses its resolver when it looks up its first name, and for good. */
    private static void requireLoaded() {
      try {
        InetAddress.getByName("localhost");
      } catch (UnknownHostException e) {
        // odd, but the resolver was chosen all the same
      }
      if (!ServedDomains.JVM.isLoaded()) {
        throw new IllegalStateException(
            "the JVM resolves names without Paceline: the jar jdk-resolver must be on the class"
                + " path itself, not inside another jar, and be the only one with a resolver");
      }
    }
  }
}
