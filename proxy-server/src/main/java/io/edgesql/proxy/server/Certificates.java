package io.edgesql.proxy.server;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** The server's certificate: given, or made once and kept so that clients see the same one. */
public final class Certificates {
  private static final Duration VALIDITY = Duration.ofDays(3650);

  private Certificates() {}

  /** TLS with a certificate and key in PEM. */
  public static SslContext ofFiles(Path certificate, Path key) throws IOException {
    if (!Files.isReadable(certificate) || !Files.isReadable(key)) {
      throw new IOException("cannot read " + certificate + " and " + key);
    }
    try {
      PrivateKey known = PrivateKeyFile.read(key);
      SslContextBuilder builder =
          known == null
              ? SslContextBuilder.forServer(certificate.toFile(), key.toFile())
              : SslContextBuilder.forServer(known, chain(certificate));
      return builder.clientAuth(ClientAuth.NONE).protocols("TLSv1.3", "TLSv1.2").build();
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException("not a certificate and its key: " + e.getMessage(), e);
    }
  }

  private static X509Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate[] chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
      if (chain.length == 0) {
        throw new CertificateException("no certificate in " + file);
      }
      return chain;
    }
  }

  /** TLS with our own certificate, kept in a folder. */
  public static SslContext ofFolder(Path folder) throws IOException {
    Path certificate = folder.resolve("server-cert.pem");
    Path key = folder.resolve("server-key.pem");
    if (!Files.exists(certificate) || !Files.exists(key)) {
      make(folder, certificate, key);
    }
    return ofFiles(certificate, key);
  }

  private static void make(Path folder, Path certificate, Path key) throws IOException {
    Files.createDirectories(folder);
    try {
      Instant now = Instant.now();
      SelfSigned pair =
          SelfSigned.make(
              "Edge SQL auto-generated server certificate",
              now.minus(Duration.ofDays(1)),
              now.plus(VALIDITY));
      PrivateKeyFile.write(key, pair.key());
      Files.writeString(certificate, pair.certificate());
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot make a certificate: " + e.getMessage(), e);
    }
  }
}
