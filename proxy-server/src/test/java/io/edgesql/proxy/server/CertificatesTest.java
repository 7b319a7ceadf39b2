package io.edgesql.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificatesTest {
  @TempDir private Path folder;

  @Test
  void makesACertificateThatJavaAcceptsForThisMachine() throws Exception {
    assertThat(Certificates.ofFolder(folder).isServer()).isTrue();

    X509Certificate made = read(folder.resolve("server-cert.pem"));
    made.verify(made.getPublicKey());
    made.checkValidity();
    assertThat(made.getBasicConstraints()).isNotNegative();
    assertThat(made.getSubjectAlternativeNames())
        .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
    assertThat(made.getSubjectX500Principal().getName())
        .isEqualTo("CN=Edge SQL auto-generated server certificate");
  }

  @Test
  void keepsTheCertificateAndHidesItsKey() throws Exception {
    Certificates.ofFolder(folder);
    X509Certificate first = read(folder.resolve("server-cert.pem"));
    Certificates.ofFolder(folder);

    assertThat(read(folder.resolve("server-cert.pem"))).isEqualTo(first);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("server-key.pem"))))
        .isEqualTo("rw-------");
  }

  @Test
  void datesBeyond2049AreReadAsTheyWereMeant() throws Exception {
    Instant end = Instant.parse("2051-02-03T04:05:06Z");
    SelfSigned pair = SelfSigned.make("far", Instant.parse("2026-01-02T03:04:05Z"), end);
    Path file = Files.writeString(folder.resolve("far.pem"), pair.certificate());

    assertThat(read(file).getNotAfter().toInstant()).isEqualTo(end);
    assertThat(read(file).getNotBefore().toInstant())
        .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @Test
  void saysWhichFilesAreNotACertificateAndItsKey() throws Exception {
    Path text = Files.writeString(folder.resolve("text.pem"), "hello");

    assertThatThrownBy(() -> Certificates.ofFiles(text, text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a certificate and its key");
    assertThatThrownBy(() -> Certificates.ofFiles(folder.resolve("none"), text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot read");
  }

  @Test
  void keepsTheKeyForPasswords() throws Exception {
    Path file = folder.resolve("password-key.pem");

    var first = PrivateKeyFile.passwordKey(file).publicKeyPem();

    assertThat(PrivateKeyFile.passwordKey(file).publicKeyPem()).isEqualTo(first);
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> PrivateKeyFile.passwordKey(file)).isInstanceOf(IOException.class);
  }

  private static X509Certificate read(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
