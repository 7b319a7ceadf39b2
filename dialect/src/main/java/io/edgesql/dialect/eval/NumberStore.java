package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Assignments to numeric columns. */
final class NumberStore {
  private NumberStore() {}

  static Value integer(Value value, SqlType type, StoreTarget target) {
    SqlType to = target.type();
    BigDecimal low = to.unsigned() ? BigDecimal.ZERO : min(to.name());
    BigDecimal high = max(to);
    if (Coercion.isStringOf(value, type)) {
      // What is out of range is said in front of what follows the digits.
      BigDecimal read = NumberReader.read(Coercion.string(value, type)).number();
      BigDecimal rounded = read.setScale(0, RoundingMode.HALF_UP);
      BigDecimal kept = clamp(rounded, low, high, target);
      if (kept.compareTo(rounded) != 0) {
        return new Value.Int(kept.toBigInteger().longValue(), to.unsigned());
      }
    }
    BigDecimal number = whole(value, type, target, "integer");
    if (to.unsigned()
        && value instanceof Value.Decimal exact
        && exact.number().signum() < 0
        && number.signum() == 0) {
      // -0.4 rounds to zero and is out of range all the same.
      target.outOfRange();
    }
    BigDecimal stored = clamp(number, low, high, target);
    return new Value.Int(stored.toBigInteger().longValue(), to.unsigned());
  }

  /** Two-digit years mean 1970 to 2069; the number 0 is year 0000, the text '0' is 2000. */
  static Value year(Value value, SqlType type, StoreTarget target) {
    if (value instanceof Value.DateTime t) {
      return new Value.Int(t.year(), true);
    }
    if (value instanceof Value.Time) {
      Value.DateTime t = Coercion.dateTime(value, type, target.environment(), true);
      return new Value.Int(t == null ? 0 : t.year(), true);
    }
    if (value instanceof Value.Date d) {
      return new Value.Int(d.year(), true);
    }
    BigDecimal number = whole(value, type, target, "integer");
    long year = number.min(BigDecimal.valueOf(99_999)).max(BigDecimal.valueOf(-1)).longValue();
    boolean inRange = year == 0 || (year >= 1 && year <= 99) || (year >= 1901 && year <= 2155);
    if (!inRange) {
      target.outOfRange();
      return new Value.Int(0, true);
    }
    boolean text = Coercion.isStringOf(value, type);
    if (year == 0 && text && Coercion.string(value, type).strip().length() < 4) {
      boolean isNumber = NumberReader.read(Coercion.string(value, type)).digits();
      return new Value.Int(isNumber ? 2000 : 0, true);
    }
    if (year >= 1 && year <= 99) {
      year += year < 70 ? 2000 : 1900;
    }
    return new Value.Int(year, true);
  }

  /** Numbers by value, strings by their bytes. */
  static Value bit(Value value, SqlType type, StoreTarget target) {
    long length = target.type().length();
    BigInteger bits;
    if (value instanceof Value.Bytes bytes) {
      bits = new BigInteger(1, bytes.bytes());
    } else if (type.name().isTemporal()) {
      bits = new BigInteger(1, ValueText.text(value, type).getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof Value.Text text
        && type.name() != TypeName.ENUM
        && type.name() != TypeName.SET) {
      bits = new BigInteger(1, text.text().getBytes(StandardCharsets.UTF_8));
    } else {
      BigDecimal number = whole(value, type, target, "integer");
      bits = number.toBigInteger();
      if (bits.signum() < 0 && bits.bitLength() <= 63) {
        bits = bits.add(Coercion.TWO_64);
      }
    }
    if (bits.signum() < 0 || bits.bitLength() > length) {
      target.tooManyBits();
      bits = BigInteger.ONE.shiftLeft((int) length).subtract(BigInteger.ONE);
    }
    return new Value.Int(bits.longValue(), true);
  }

  static Value decimal(Value value, SqlType type, StoreTarget target) {
    SqlType to = target.type();
    BigDecimal number;
    if (Coercion.isStringOf(value, type)) {
      String text = Coercion.string(value, type);
      NumberReader read = NumberReader.read(text);
      if (!read.digits() || (!read.complete() && target.strict())) {
        target.incorrect("decimal", text);
      } else if (!read.complete()) {
        target.noteTruncated();
      }
      number = read.number();
    } else {
      number = Coercion.exact(value, type, target.environment());
    }
    BigDecimal rounded = number.setScale(to.scale(), RoundingMode.HALF_UP);
    BigDecimal high =
        new BigDecimal(BigInteger.TEN.pow(to.precision()).subtract(BigInteger.ONE), to.scale());
    BigDecimal low = to.unsigned() ? BigDecimal.ZERO.setScale(to.scale()) : high.negate();
    BigDecimal stored = clamp(rounded, low, high, target);
    boolean lost = stored.compareTo(rounded) == 0 && rounded.compareTo(number) != 0;
    if (lost) {
      target.noteTruncated();
    }
    return new Value.Decimal(stored);
  }

  static Value real(Value value, SqlType type, StoreTarget target) {
    SqlType to = target.type();
    double number;
    if (Coercion.isStringOf(value, type)) {
      NumberReader read = NumberReader.read(Coercion.string(value, type));
      if (!read.digits() || !read.complete()) {
        target.truncated();
      }
      number = read.number().doubleValue();
    } else {
      number = Coercion.real(value, type, target.environment());
    }
    double high = to.name() == TypeName.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
    if (to.scale() < SqlType.NOT_FIXED) {
      double limit =
          new BigDecimal(BigInteger.TEN.pow(digits(to)).subtract(BigInteger.ONE), to.scale())
              .doubleValue();
      number = Double.isInfinite(number) ? number : roundTo(number, to.scale());
      high = Math.min(high, limit);
    }
    if (Double.isNaN(number) || number > high || number < -high || (to.unsigned() && number < 0)) {
      target.outOfRange();
      number =
          Double.isNaN(number) || (to.unsigned() && number < 0) ? 0 : number > 0 ? high : -high;
    }
    return new Value.Real(to.name() == TypeName.FLOAT ? (float) number : number);
  }

  /** M of FLOAT(M,D). */
  private static int digits(SqlType type) {
    return type.precision() > 0 ? type.precision() : (int) type.length();
  }

  private static double roundTo(double number, int scale) {
    return new BigDecimal(number).setScale(scale, RoundingMode.HALF_EVEN).doubleValue();
  }

  /** Rounded to an integer: doubles with ties to even, all else away from zero. */
  private static BigDecimal whole(Value value, SqlType type, StoreTarget target, String kind) {
    if (value instanceof Value.Real real) {
      return Coercion.rint(real.number());
    }
    if (value instanceof Value.Time || value instanceof Value.DateTime) {
      return Coercion.exact(TemporalStore.seconds(value), SqlType.NULL, target.environment());
    }
    if (!Coercion.isStringOf(value, type)) {
      return Coercion.exact(value, type, target.environment()).setScale(0, RoundingMode.HALF_UP);
    }
    String text = Coercion.string(value, type);
    NumberReader read = NumberReader.read(text);
    // Behind bytes a blank counts.
    boolean isFollowed = value instanceof Value.Bytes && text.endsWith(" ");
    if (!read.digits()) {
      target.incorrect(kind, text);
    } else if (!read.complete() || isFollowed) {
      target.truncated();
    }
    return read.number().setScale(0, RoundingMode.HALF_UP);
  }

  private static BigDecimal clamp(
      BigDecimal number, BigDecimal low, BigDecimal high, StoreTarget target) {
    if (number.compareTo(low) < 0) {
      target.outOfRange();
      return low;
    }
    if (number.compareTo(high) > 0) {
      target.outOfRange();
      return high;
    }
    return number;
  }

  private static BigDecimal min(TypeName name) {
    return BigDecimal.valueOf(-1L << (bits(name) - 1));
  }

  private static BigDecimal max(SqlType type) {
    int bits = type.unsigned() ? bits(type.name()) : bits(type.name()) - 1;
    return new BigDecimal(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
  }

  static int bits(TypeName name) {
    return switch (name) {
      case TINYINT -> 8;
      case SMALLINT -> 16;
      case MEDIUMINT -> 24;
      case INT -> 32;
      default -> 64;
    };
  }
}
