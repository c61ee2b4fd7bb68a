package java.net.spi;

/** Signatures only, for compilation on JDK 17. */
public abstract class InetAddressResolverProvider {
  protected InetAddressResolverProvider() {}

  public abstract InetAddressResolver get(Configuration configuration);

  public abstract String name();

  /** Signatures only. */
  public interface Configuration {
    InetAddressResolver builtinResolver();

    String lookupLocalHostName();
  }
}
