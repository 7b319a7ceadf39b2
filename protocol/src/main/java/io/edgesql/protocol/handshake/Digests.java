package io.edgesql.protocol.handshake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two hash functions of MySQL's password methods. */
final class Digests {
  private Digests() {}

  static byte[] sha1(byte[]... parts) {
    return digest("SHA-1", parts);
  }

  static byte[] sha256(byte[]... parts) {
    return digest("SHA-256", parts);
  }

  /** Of equal lengths. */
  static byte[] xor(byte[] left, byte[] right) {
    byte[] result = new byte[left.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (left[i] ^ right[i]);
    }
    return result;
  }

  private static byte[] digest(String algorithm, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
