package io.edgesql.proxy.server;

import io.edgesql.protocol.handshake.RsaKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Private keys as PEM files that their owner alone may read. */
public final class PrivateKeyFile {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final int RSA_BITS = 2048;

  private PrivateKeyFile() {}

  /**
   * The key for passwords without TLS, made once: that takes a second, and clients may know it by
   * heart ({@code --server-public-key-path}).
   */
  public static RsaKey passwordKey(Path file) throws IOException {
    try {
      if (Files.exists(file)) {
        PrivateKey known = read(file);
        if (known instanceof RSAPrivateCrtKey key) {
          RSAPublicKeySpec open = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
          return new RsaKey(KeyFactory.getInstance("RSA").generatePublic(open), key);
        }
        throw new IOException(file + " is no RSA key in PKCS #8");
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      KeyPair pair = generator.generateKeyPair();
      write(file, pem(pair.getPrivate()));
      return new RsaKey(pair.getPublic(), pair.getPrivate());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " is no RSA key: " + e.getMessage(), e);
    }
  }

  /** A key in PKCS #8, RSA or EC; null if the file holds another kind. */
  static @Nullable PrivateKey read(Path file) throws IOException, GeneralSecurityException {
    String pem = Files.readString(file);
    int start = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (start < 0 || end < start) {
      return null;
    }
    byte[] encoded = Base64.getMimeDecoder().decode(pem.substring(start + BEGIN.length(), end));
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    } catch (InvalidKeySpecException notRsa) {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    }
  }

  /** Writes a whole file or none. */
  static void write(Path file, String pem) throws IOException {
    Path made = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(made);
    Files.createFile(
        made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(made, pem);
    Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
  }

  static String pem(PrivateKey key) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return BEGIN + "\n" + base64 + "\n" + END + "\n";
  }
}
