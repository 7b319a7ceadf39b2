package io.edgesql.proxy.server;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
      return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
          .clientAuth(ClientAuth.NONE)
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (IllegalArgumentException e) {
      throw new IOException("not a certificate and its key: " + e.getMessage(), e);
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
      X509Bundle bundle =
          new CertificateBuilder()
              .subject("CN=Edge SQL auto-generated server certificate")
              .notBefore(now.minus(Duration.ofDays(1)))
              .notAfter(now.plus(VALIDITY))
              .addSanDnsName("localhost")
              .addSanIpAddress("127.0.0.1")
              .rsa2048()
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      Files.deleteIfExists(key);
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key, bundle.getPrivateKeyPEM());
      Files.writeString(certificate, bundle.getCertificatePathPEM());
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot make a certificate: " + e.getMessage(), e);
    }
  }
}
