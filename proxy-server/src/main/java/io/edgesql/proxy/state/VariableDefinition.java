package io.edgesql.proxy.state;

import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A system variable as MySQL documents it.
 *
 * @param minimum and {@code maximum}: of an INTEGER; equal when there are no bounds
 * @param defaultValue the compiled-in value
 */
public record VariableDefinition(
    String name,
    boolean hasGlobal,
    boolean hasSession,
    boolean isSettable,
    Kind kind,
    BigInteger minimum,
    BigInteger maximum,
    Value defaultValue) {

  /** What a variable holds. A BOOLEAN is an integer that SHOW prints as ON and OFF. */
  public enum Kind {
    BOOLEAN,
    INTEGER,
    REAL,
    STRING
  }

  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  /** Reads a text, as in variables.tsv and SHOW VARIABLES; {@code null} text is NULL. */
  static Value parse(Kind kind, String text) {
    return switch (kind) {
      case BOOLEAN -> new Value.Int(text.equals("ON") || text.equals("1") ? 1 : 0, false);
      case INTEGER -> ofInteger(new BigInteger(text.isEmpty() ? "0" : text));
      case REAL ->
          text.contains("e") || text.contains("E")
              ? new Value.Real(Double.parseDouble(text))
              : new Value.Decimal(new BigDecimal(text));
      case STRING -> new Value.Text(text);
    };
  }

  /** The 64-bit value nearest to a number. */
  static Value ofInteger(BigInteger number) {
    if (number.signum() < 0) {
      return new Value.Int(number.longValue(), false);
    }
    BigInteger bounded =
        number.compareTo(TWO_TO_64) < 0 ? number : TWO_TO_64.subtract(BigInteger.ONE);
    return new Value.Int(bounded.longValue(), true);
  }

  /** A value as SHOW VARIABLES prints it; NULL is empty. */
  public String show(Value value) {
    if (value instanceof Value.Int number) {
      if (kind == Kind.BOOLEAN) {
        return number.bits() == 0 ? "OFF" : "ON";
      }
      return number.unsigned()
          ? Long.toUnsignedString(number.bits())
          : Long.toString(number.bits());
    }
    return textOf(value);
  }

  public static String textOf(Value value) {
    if (value instanceof Value.Text text) {
      return text.text();
    }
    if (value instanceof Value.Int number) {
      return number.unsigned()
          ? Long.toUnsignedString(number.bits())
          : Long.toString(number.bits());
    }
    if (value instanceof Value.Decimal number) {
      return number.number().toPlainString();
    }
    if (value instanceof Value.Real number) {
      return Double.toString(number.number());
    }
    if (value instanceof Value.Bytes bytes) {
      return new String(bytes.bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
    return value.isNull() ? "" : value.toString();
  }
}
