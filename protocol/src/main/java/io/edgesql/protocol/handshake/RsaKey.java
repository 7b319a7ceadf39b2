package io.edgesql.protocol.handshake;

import io.edgesql.protocol.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;

/** The key with which clients without TLS hide their password from onlookers. */
public final class RsaKey {
  /** As MySQL makes its own. */
  private static final int GENERATED_BITS = 2048;

  private final PrivateKey privateKey;
  private final Bytes publicKeyPem;

  /** Both of one RSA pair. */
  public RsaKey(PublicKey publicKey, PrivateKey privateKey) {
    this.privateKey = privateKey;
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey.getEncoded());
    publicKeyPem =
        Bytes.utf8("-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
  }

  public static RsaKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(GENERATED_BITS);
      KeyPair pair = generator.generateKeyPair();
      return new RsaKey(pair.getPublic(), pair.getPrivate());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  /** What the client is sent. */
  public Bytes publicKeyPem() {
    return publicKeyPem;
  }

  /** The password with its NUL out of RSA-OAEP(password XOR nonce), or empty if it is not that. */
  Optional<byte[]> decrypt(Bytes encrypted, Nonce nonce) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
      cipher.init(Cipher.DECRYPT_MODE, privateKey);
      byte[] masked = cipher.doFinal(encrypted.toArray());
      for (int i = 0; i < masked.length; i++) {
        masked[i] ^= nonce.bytes().at(i % Nonce.LENGTH);
      }
      return Optional.of(masked);
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "RsaKey[" + publicKeyPem.toString(StandardCharsets.US_ASCII).length() + " bytes of PEM]";
  }
}
