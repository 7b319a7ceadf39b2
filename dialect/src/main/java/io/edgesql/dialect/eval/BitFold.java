package io.edgesql.dialect.eval;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.SqlType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** BIT_AND, BIT_OR or BIT_XOR of numbers, or of binary strings of one length. */
final class BitFold {
  private final String name;
  private final SqlType type;
  private long bits;
  private byte @Nullable [] bytes;

  /**
   * @param type the aggregate's, which tells numbers from binary strings
   */
  BitFold(String name, SqlType type) {
    this.name = name;
    this.type = type;
    this.bits = neutral();
  }

  private long neutral() {
    return name.equals("BIT_AND") ? -1 : 0;
  }

  boolean isOfBytes() {
    return type.name().isBinary();
  }

  void add(long operand) {
    bits = fold(bits, operand);
  }

  /**
   * Takes a binary string.
   *
   * @throws SqlException 3513: it is of another length than those before
   */
  void add(byte[] operand) {
    byte[] known = bytes;
    if (known == null) {
      bytes = operand.clone();
      return;
    }
    if (known.length != operand.length) {
      throw new SqlException(
          3513, "HY000", "Binary operands of bitwise operators must be of equal length");
    }
    for (int i = 0; i < known.length; i++) {
      known[i] = (byte) fold(known[i], operand[i]);
    }
  }

  long bits() {
    return bits;
  }

  /** Of no strings: as many neutral bytes as the argument may have. */
  byte[] bytes() {
    byte[] known = bytes;
    if (known != null) {
      return known.clone();
    }
    byte[] none = new byte[(int) type.length()];
    Arrays.fill(none, (byte) neutral());
    return none;
  }

  private long fold(long a, long b) {
    return switch (name) {
      case "BIT_AND" -> a & b;
      case "BIT_OR" -> a | b;
      default -> a ^ b;
    };
  }
}
