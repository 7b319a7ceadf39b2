package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.TypeName;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * Where a string comes from that becomes a number. The number is the same from everywhere; what
 * MySQL says of a string that is none, or has something behind it, is not.
 */
enum TextSource {
  /** Warning 1292 of all that is no number. */
  LITERAL,
  /** As DECIMAL: 1366 where there is no digit, nothing of what follows the digits. */
  COMPUTED,
  /** The same as DECIMAL; nothing as DOUBLE and as INTEGER. */
  CARRIED;

  /** Functions that keep one of their operands, or hand it on. */
  private static final Set<String> CARRYING =
      Set.of("COALESCE", "IFNULL", "ANY_VALUE", "GREATEST", "LEAST");

  /** Functions that ask the operand they choose. */
  private static final Set<String> CHOOSING = Set.of("IF", "CASE", "NULLIF");

  static TextSource of(Typed e) {
    if (e instanceof Typed.Call call) {
      return CARRYING.contains(call.name())
          ? CARRIED
          : CHOOSING.contains(call.name()) ? ofChosen(call) : COMPUTED;
    }
    if (e instanceof Typed.ShardValue) {
      return isLong(e.type().name()) ? CARRIED : COMPUTED;
    }
    return e instanceof Typed.UserVariable ? CARRIED : LITERAL;
  }

  /** By the first operand that may be chosen. */
  private static TextSource ofChosen(Typed.Call call) {
    List<Typed> operands = call.arguments();
    return of(operands.get(call.name().equals("NULLIF") ? 0 : 1));
  }

  private static boolean isLong(TypeName name) {
    return switch (name) {
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> true;
      default -> false;
    };
  }

  double real(String text, Environment environment) {
    double number = read(text, "DOUBLE", environment).doubleValue();
    // A text beyond the range of DOUBLE is its greatest number.
    if (Double.isInfinite(number)) {
      if (this != CARRIED) {
        Coercion.warnTruncated("DOUBLE", text, environment);
      }
      return Math.copySign(Double.MAX_VALUE, number);
    }
    return number;
  }

  BigDecimal decimal(String text, Environment environment) {
    return Coercion.bounded(read(text, "DECIMAL", environment));
  }

  /** The integer in front, not yet brought into 64 bits. */
  BigDecimal integer(String text, Environment environment) {
    NumberReader read = NumberReader.readInteger(text);
    if (this != CARRIED && (!read.digits() || !read.complete())) {
      Coercion.warnTruncated("INTEGER", text, environment);
    }
    return read.number();
  }

  BigDecimal read(String text, String domain, Environment environment) {
    NumberReader read = NumberReader.read(text);
    if (read.digits() && read.complete()) {
      return read.number();
    }
    boolean isDecimal = domain.equals("DECIMAL");
    // An empty text is zero as a DOUBLE without a word.
    boolean isSaid = isDecimal || (this != CARRIED && !text.isBlank());
    if (isDecimal && this != LITERAL) {
      if (!read.digits()) {
        environment.warn("Warning", 1366, "Incorrect DECIMAL value: '0' for column '' at row -1");
      }
    } else if (isSaid) {
      Coercion.warnTruncated(domain, text, environment);
    }
    return read.number();
  }
}
