package io.edgesql.protocol.handshake;

import io.edgesql.protocol.Bytes;
import java.security.MessageDigest;

/**
 * mysql_native_password: the client proves that it knows SHA1(password) to a server that keeps
 * SHA1(SHA1(password)).
 *
 * <p>Manual: page_protocol_connection_phase_authentication_methods_native_password_authentication.
 */
public final class NativePassword {
  /** Of the stored digest and of a proof. */
  public static final int BYTES = 20;

  private NativePassword() {}

  /** SHA1(SHA1(password)), for storing. */
  public static Bytes digest(byte[] password) {
    return Bytes.wrap(Digests.sha1(Digests.sha1(password)));
  }

  /** What a client sends: SHA1(password) XOR SHA1(nonce, SHA1(SHA1(password))). */
  public static Bytes proof(byte[] password, Nonce nonce) {
    byte[] once = Digests.sha1(password);
    byte[] mask = Digests.sha1(nonce.bytes().toArray(), Digests.sha1(once));
    return Bytes.wrap(Digests.xor(once, mask));
  }

  /** Whether a proof belongs to the stored digest; takes the same time whatever the answer. */
  public static boolean verify(Bytes proof, Bytes digest, Nonce nonce) {
    if (proof.length() != BYTES) {
      return false;
    }
    byte[] stored = digest.toArray();
    byte[] mask = Digests.sha1(nonce.bytes().toArray(), stored);
    byte[] once = Digests.xor(proof.toArray(), mask);
    return MessageDigest.isEqual(Digests.sha1(once), stored);
  }
}
