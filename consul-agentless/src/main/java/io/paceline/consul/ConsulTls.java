package io.paceline.consul;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keys and trust from the PEM files that {@code consul tls} writes, for {@link
 * ConsulConfig#withTls}. Host names are verified whatever is in them. The files are read once.
 *
 * @param ca whom to trust, one or more certificates; the JVM's own authorities if absent
 * @param client what to show to servers that ask ({@code verify_incoming}); nothing if absent
 */
public record ConsulTls(Optional<Path> ca, Optional<ClientCertificate> client) {
  private static final char[] IN_MEMORY = new char[0];

  /** A certificate, possibly with those that issued it, and its key. */
  public record ClientCertificate(Path certificates, Path key) {}

  /**
   * Reads the files.
   *
   * @throws IOException if one cannot be read, or is not what it should be; it names the file
   */
  public SSLContext context() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), trust(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private TrustManager[] trust() throws IOException, GeneralSecurityException {
    KeyStore trusted = null; // means the JVM's own
    if (ca.isPresent()) {
      trusted = emptyStore();
      for (Certificate certificate : certificates(ca.get())) {
        trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  private KeyManager[] keys() throws IOException, GeneralSecurityException {
    if (client.isEmpty()) {
      return new KeyManager[0];
    }
    Certificate[] chain = certificates(client.get().certificates()).toArray(Certificate[]::new);
    PrivateKey key = PemKey.read(client.get().key());
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, IN_MEMORY, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, IN_MEMORY);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, IN_MEMORY);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file) throws IOException {
    byte[] pem = Files.readString(file, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (found.isEmpty()) {
        throw new IOException(file + " has no certificate in it");
      }
      return found;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " is not a list of PEM certificates: " + e.getMessage(), e);
    }
  }
}
