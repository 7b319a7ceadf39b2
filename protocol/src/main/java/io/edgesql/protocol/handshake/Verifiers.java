package io.edgesql.protocol.handshake;

import io.edgesql.protocol.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of an account's password: a digest for either method or for both; neither means
 * that the password is empty.
 *
 * @param nativeDigest SHA1(SHA1(password)), 20 bytes
 * @param sha2Digest SHA256(SHA256(password)), 32 bytes
 */
public record Verifiers(@Nullable Bytes nativeDigest, @Nullable Bytes sha2Digest) {
  /** Of an account that has no password. */
  public static final Verifiers EMPTY_PASSWORD = new Verifiers(null, null);

  public Verifiers {
    if (nativeDigest != null && nativeDigest.length() != NativePassword.BYTES) {
      throw new IllegalArgumentException("SHA1(SHA1(password)) has 20 bytes");
    }
    if (sha2Digest != null && sha2Digest.length() != CachingSha2Password.BYTES) {
      throw new IllegalArgumentException("SHA256(SHA256(password)) has 32 bytes");
    }
  }

  /** Both verifiers of a password in UTF-8. */
  public static Verifiers ofPassword(String password) {
    if (password.isEmpty()) {
      return EMPTY_PASSWORD;
    }
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    return new Verifiers(NativePassword.digest(bytes), CachingSha2Password.digest(bytes));
  }

  public boolean isEmptyPassword() {
    return nativeDigest == null && sha2Digest == null;
  }

  /** Whether the account can be checked with a proof of this method. */
  public boolean allows(AuthPlugin plugin) {
    return isEmptyPassword()
        || switch (plugin) {
          case CACHING_SHA2_PASSWORD -> sha2Digest != null;
          case MYSQL_NATIVE_PASSWORD -> nativeDigest != null;
        };
  }

  boolean matchesProof(AuthPlugin plugin, Bytes proof, Nonce nonce) {
    if (isEmptyPassword()) {
      return proof.isEmpty();
    }
    return switch (plugin) {
      case CACHING_SHA2_PASSWORD ->
          sha2Digest != null && CachingSha2Password.verify(proof, sha2Digest, nonce);
      case MYSQL_NATIVE_PASSWORD ->
          nativeDigest != null && NativePassword.verify(proof, nativeDigest, nonce);
    };
  }

  boolean matchesPassword(byte[] password) {
    if (isEmptyPassword()) {
      return password.length == 0;
    }
    if (sha2Digest != null) {
      byte[] actual = CachingSha2Password.digest(password).toArray();
      return MessageDigest.isEqual(actual, sha2Digest.toArray());
    }
    return nativeDigest != null
        && MessageDigest.isEqual(NativePassword.digest(password).toArray(), nativeDigest.toArray());
  }

  /** Digests are as good as passwords: never in a log. */
  @Override
  public String toString() {
    return "Verifiers[" + (isEmptyPassword() ? "empty password" : "secret") + "]";
  }
}
