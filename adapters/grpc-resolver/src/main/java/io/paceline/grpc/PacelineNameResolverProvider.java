package io.paceline.grpc;

import io.grpc.NameResolver;
import io.grpc.NameResolver.Args;
import io.grpc.NameResolverProvider;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.selection.ServiceChooser;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives gRPC a resolver for targets like {@code paceline:///orders}. Register it with gRPC, for all
 * channels of the JVM or in a registry of one's own:
 *
 * <pre>{@code
 * NameResolverRegistry.getDefaultRegistry()
 *     .register(new PacelineNameResolverProvider(node.services(), node.services()::chooser));
 * ManagedChannel channel =
 *     ManagedChannelBuilder.forTarget("paceline:///orders")
 *         .defaultLoadBalancingPolicy("round_robin")
 *         .usePlaintext()
 *         .build();
 * }</pre>
 *
 * <p>Without a load balancing policy gRPC sends everything to the first address. The catalog is not
 * closed by anything here; close the channels before it. Safe for use by many threads.
 */
public final class PacelineNameResolverProvider extends NameResolverProvider {
  /** The scheme of targets. */
  public static final String SCHEME = "paceline";

  private static final int PRIORITY = 5; // gRPC's own default; nobody else has the scheme

  private final ServiceCatalog catalog;
  private final Function<String, ServiceChooser.Builder> choosers;

  /**
   * With the default policy: instances that are critical, that drain, or whose owner is suspected
   * by two members, get no calls as long as there are others.
   *
   * @param catalog a node's services, or another catalog
   */
  public PacelineNameResolverProvider(ServiceCatalog catalog) {
    this(catalog, service -> ServiceChooser.of(catalog, service));
  }

  /**
   * @param catalog a node's services, or another catalog
   * @param choosers says which instances of a service get calls: zone, tags, health, last known
   *     good. Its strategy is not used: the channel's load balancing policy picks
   */
  public PacelineNameResolverProvider(
      ServiceCatalog catalog, Function<String, ServiceChooser.Builder> choosers) {
    this.catalog = catalog;
    this.choosers = choosers;
  }

  /** Null for another scheme, which is gRPC's contract; the name of a service is the path. */
  @Override
  public @Nullable NameResolver newNameResolver(URI target, Args args) {
    if (!SCHEME.equals(target.getScheme())) {
      return null;
    }
    String path = target.getPath();
    if (path == null || path.length() < 2) {
      throw new IllegalArgumentException(
          "the target (" + target + ") must be paceline:///SERVICE, with three slashes");
    }
    String service = path.substring(1);
    return new CatalogNameResolver(
        service, catalog, choosers.apply(service).build(), Scheduling.of(args));
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return PRIORITY;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return List.of(InetSocketAddress.class);
  }
}
