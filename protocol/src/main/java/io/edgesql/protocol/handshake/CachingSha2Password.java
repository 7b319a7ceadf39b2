package io.edgesql.protocol.handshake;

import io.edgesql.protocol.Bytes;
import java.security.MessageDigest;

/**
 * caching_sha2_password: the client proves that it knows SHA256(password) to a server that keeps
 * SHA256(SHA256(password)). MySQL keeps that in a cache and asks for the password itself when it is
 * not there; here it is the stored verifier, so the fast way is always open.
 *
 * <p>Manual: page_caching_sha2_authentication_exchanges.
 */
public final class CachingSha2Password {
  /** Of the stored digest and of a proof. */
  public static final int BYTES = 32;

  private CachingSha2Password() {}

  /** SHA256(SHA256(password)), for storing. */
  public static Bytes digest(byte[] password) {
    return Bytes.wrap(Digests.sha256(Digests.sha256(password)));
  }

  /** What a client sends: SHA256(password) XOR SHA256(SHA256(SHA256(password)), nonce). */
  public static Bytes proof(byte[] password, Nonce nonce) {
    byte[] once = Digests.sha256(password);
    byte[] mask = Digests.sha256(Digests.sha256(once), nonce.bytes().toArray());
    return Bytes.wrap(Digests.xor(once, mask));
  }

  /** Whether a proof belongs to the stored digest; takes the same time whatever the answer. */
  public static boolean verify(Bytes proof, Bytes digest, Nonce nonce) {
    if (proof.length() != BYTES) {
      return false;
    }
    byte[] stored = digest.toArray();
    byte[] mask = Digests.sha256(stored, nonce.bytes().toArray());
    byte[] once = Digests.xor(proof.toArray(), mask);
    return MessageDigest.isEqual(Digests.sha256(once), stored);
  }
}
