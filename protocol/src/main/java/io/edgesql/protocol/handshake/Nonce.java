package io.edgesql.protocol.handshake;

import io.edgesql.protocol.Bytes;
import java.security.SecureRandom;

/** The 20 random bytes that a connection's password proofs are made with. */
public record Nonce(Bytes bytes) {
  public static final int LENGTH = 20;

  public Nonce {
    if (bytes.length() != LENGTH) {
      throw new IllegalArgumentException("a nonce has 20 bytes, not " + bytes.length());
    }
  }

  /** Seven-bit bytes without NUL and '$', as MySQL makes them: some clients read them as text. */
  public static Nonce random(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      int value = random.nextInt(126);
      bytes[i] = (byte) (value + 1 == '$' ? 127 : value + 1);
    }
    return new Nonce(Bytes.wrap(bytes));
  }
}
