package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Comparison;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call while it is evaluated: its arguments, each evaluated at most once. */
final class Invocation {
  /** Functions that bring several strings to one character set. */
  private static final Set<String> MIXING =
      Set.of(
          "CONCAT",
          "CONCAT_WS",
          "ELT",
          "EXPORT_SET",
          "INSERT",
          "LPAD",
          "LTRIM_OF",
          "MAKE_SET",
          "REPLACE",
          "RPAD",
          "RTRIM_OF",
          "SUBSTRING_INDEX",
          "TRIM_OF");

  private final Typed.Call call;
  private final Environment environment;
  private final @Nullable Value[] values;
  private final @Nullable Value[] numbers;

  Invocation(Typed.Call call, Environment environment) {
    this.call = call;
    this.environment = environment;
    this.values = new Value[call.arguments().size()];
    this.numbers = new Value[values.length];
  }

  Typed.Call call() {
    return call;
  }

  Environment environment() {
    return environment;
  }

  int count() {
    return values.length;
  }

  /** The type that the binder gave the result. */
  SqlType type() {
    return call.type();
  }

  SqlType type(int index) {
    return call.arguments().get(index).type();
  }

  Typed argument(int index) {
    return call.arguments().get(index);
  }

  Value value(int index) {
    Value known = values[index];
    if (known == null) {
      known = Evaluator.value(call.arguments().get(index), environment);
      values[index] = known;
    }
    return known;
  }

  boolean isNull(int index) {
    return value(index).isNull();
  }

  /** For the errors of arguments that are not looked at. */
  void evaluateAll() {
    for (int i = 0; i < values.length; i++) {
      if (!(argument(i) instanceof Typed.Interval)) {
        value(i);
      }
    }
  }

  /** Whether an argument is NULL; units and intervals are no values. */
  boolean hasNull() {
    for (int i = 0; i < values.length; i++) {
      if (!(call.arguments().get(i) instanceof Typed.Interval) && isNull(i)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the result is a binary string; then {@link #text} shows bytes as Latin-1. */
  boolean isBinary() {
    return call.type().name().isBinary();
  }

  /** As text; while the result is binary, one character for each byte. */
  String text(int index) {
    if (isBinary()) {
      return new String(bytes(index), StandardCharsets.ISO_8859_1);
    }
    return MIXING.contains(call.name())
        ? searched(index)
        : Coercion.string(value(index), shownType(index));
  }

  byte[] bytes(int index) {
    return Coercion.bytes(value(index), shownType(index));
  }

  /** What is computed as a FLOAT has all the digits of a DOUBLE, as which others write it. */
  SqlType shownType(int index) {
    SqlType type = type(index);
    if (argument(index) instanceof Typed.ShardValue) {
      return type.equals(SqlType.DOUBLE) ? RealText.COLUMN : type;
    }
    return type.is(TypeName.FLOAT) ? SqlType.DOUBLE : type;
  }

  /** A string result: bytes where the type is binary (the counterpart of {@link #text}). */
  Value string(String text) {
    return isBinary()
        ? new Value.Bytes(text.getBytes(StandardCharsets.ISO_8859_1))
        : new Value.Text(text);
  }

  Value.Int integer(int index) {
    Value.Int hex = hexLiteral(index);
    if (hex != null) {
      return hex;
    }
    Value value =
        ParameterReader.isCounted(argument(index)) && !isNull(index)
            ? numeric(index)
            : HiddenValue.ofNumber(argument(index), value(index), environment);
    if (value instanceof Value.Decimal seconds && isUnixTime(index)) {
      // Its fraction is cut, not rounded.
      return Coercion.clamp(seconds.number().setScale(0, RoundingMode.DOWN));
    }
    return value instanceof Value.Real real
        ? WholeNumber.of(real.number(), argument(index), environment)
        : isString(value, index)
            ? Coercion.clamp(source(index).integer(string(value, index), environment))
            : bounded(Coercion.integer(value, type(index), environment), value, index);
  }

  /** A DECIMAL that is a parameter's value has a sign in 64 bits. */
  private Value.Int bounded(Value.Int number, Value value, int index) {
    boolean isParameter = argument(index) instanceof Typed.Parameter;
    return isParameter && value instanceof Value.Decimal && number.unsigned() && number.bits() < 0
        ? new Value.Int(Long.MAX_VALUE, false)
        : number;
  }

  /** Whether an argument is a UNIX_TIMESTAMP, whose fraction integers lose. */
  boolean isUnixTime(int index) {
    return argument(index) instanceof Typed.Call call && call.name().equals("UNIX_TIMESTAMP");
  }

  private TextSource source(int index) {
    return TextSource.of(argument(index));
  }

  private boolean isString(Value value, int index) {
    return Coercion.isStringOf(value, type(index));
  }

  private String string(Value value, int index) {
    return Coercion.string(value, type(index));
  }

  /** The value that numbers are made from. */
  Value hidden(int index) {
    return HiddenValue.of(argument(index), value(index), environment);
  }

  private Value moment(int index) {
    if (argument(index) instanceof Typed.Parameter parameter && parameter.isRaw()) {
      return ParameterReader.moment(value(index), environment);
    }
    return HiddenValue.ofMoment(argument(index), value(index), environment);
  }

  /** As a long; unsigned values above the range become its maximum. */
  long whole(int index) {
    Value.Int number = integer(index);
    return number.unsigned() && number.bits() < 0 ? Long.MAX_VALUE : number.bits();
  }

  /** As an int, clamped. */
  int small(int index) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, whole(index)));
  }

  double real(int index) {
    Value number = numeric(index);
    return number instanceof Value.Real real
        ? real.number()
        : Coercion.exact(number, type(index), environment).doubleValue();
  }

  BigDecimal decimal(int index) {
    Value.Int hex = hexLiteral(index);
    if (hex != null) {
      return Coercion.ofInt(hex);
    }
    Value value = hidden(index);
    return isString(value, index)
        ? source(index).decimal(string(value, index), environment)
        : Coercion.decimal(Coercion.bounded(value, environment), type(index), environment);
  }

  boolean truth(int index) {
    if (value(index) instanceof Value.Json && type(index).is(TypeName.JSON)) {
      return Coercion.truth(value(index), type(index), environment);
    }
    return Coercion.truth(numeric(index), type(index), environment);
  }

  /** As a date and time that may be partly zero; null and a warning if it is none. */
  Value.@Nullable DateTime dateTime(int index) {
    return Coercion.dateTime(moment(index), type(index), environment, true);
  }

  /** As a real date and time: no zero month or day. */
  Value.@Nullable DateTime fullDateTime(int index) {
    Value value = moment(index);
    if (Comparer.isDate(value) && HiddenValue.isMoved(argument(index))) {
      return Coercion.dateTime(value, type(index), environment, true);
    }
    return Coercion.dateTime(value, type(index), environment, false);
  }

  @Nullable Long time(int index) {
    return Coercion.time(moment(index), type(index), environment);
  }

  /**
   * The value in its arithmetic domain: Int, Decimal or Real. Dates become numbers, texts doubles.
   */
  Value numeric(int index) {
    Value known = numbers[index];
    if (known == null) {
      known = toNumber(index);
      numbers[index] = known;
    }
    return known;
  }

  /** Whether the argument is a hexadecimal or bit literal, a number beside numbers. */
  boolean isHexLiteral(int index) {
    return hexLiteral(index) != null;
  }

  /** The collation that two string arguments are compared under; binary for bytes. */
  Collation collation(int left, int right) {
    Comparison comparison = Comparison.of(argument(left), argument(right), operation());
    return switch (comparison.kind()) {
      case STRING -> comparison.collation();
      case BINARY -> Collation.BINARY;
      case JSON -> Collation.UTF8MB4_BIN;
      default -> Comparer.collation(type(left), type(right));
    };
  }

  /**
   * The collation to look for one string in another: that of the string that is looked through;
   * bytes are text beside it.
   */
  Collation searchCollation(int through, int wanted) {
    boolean isMember = type(through).is(TypeName.ENUM) || type(through).is(TypeName.SET);
    if (type(through).name().isCharacter() || isMember) {
      return type(through).collation();
    }
    return !isRaw(through) && isRaw(wanted)
        ? Collation.UTF8MB4_0900_AI_CI
        : collation(through, wanted);
  }

  /** Whether an argument's value has bytes and no characters. */
  boolean isRaw(int index) {
    return type(index).name().isBinary()
        || type(index).is(TypeName.BIT)
        || value(index) instanceof Value.Bytes;
  }

  /** Whether an argument is bytes that are no characters, which only some functions convert. */
  boolean isMalformed(int index) {
    return !isBinary() && isRaw(index) && Charsets.decode(bytes(index), "utf8mb4") == null;
  }

  /**
   * An argument as characters, whatever it is.
   *
   * @throws io.edgesql.dialect.SqlException 3854: its bytes are none
   */
  String searched(int index) {
    return isRaw(index)
        ? Charsets.converted(bytes(index))
        : Coercion.string(value(index), shownType(index));
  }

  private String operation() {
    return call.name().toLowerCase(Locale.ROOT);
  }

  private Value toNumber(int index) {
    Value value = hidden(index);
    if (ParameterReader.isCounted(argument(index)) && !value.isNull()) {
      return ParameterReader.counted(value, type(index), environment);
    }
    if (value.isNull() || value instanceof Value.Real) {
      return value;
    }
    if (Comparer.isNumber(value)) {
      // What FLOOR makes of a date is a DOUBLE, however whole it is.
      return type(index).name().isApproximate()
          ? new Value.Real(Coercion.exact(value, type(index), environment).doubleValue())
          : value;
    }
    Value.Int hex = hexLiteral(index);
    if (hex != null) {
      return hex;
    }
    if (Comparer.isTemporal(value)) {
      BigDecimal number = Coercion.exact(value, type(index), environment);
      return number.scale() > 0
          ? new Value.Decimal(number)
          : new Value.Int(number.longValue(), false);
    }
    return new Value.Real(
        isString(value, index)
            ? source(index).real(string(value, index), environment)
            : Coercion.real(value, type(index), environment));
  }

  /** x'41' and 0x41 are numbers in a numeric context; other binary strings are read as text. */
  private Value.@Nullable Int hexLiteral(int index) {
    Typed argument = call.arguments().get(index);
    boolean literal =
        (argument instanceof Typed.Constant || argument instanceof Typed.Lifted)
            && argument.type().name() == TypeName.VARBINARY
            && argument.type().unsigned();
    if (!literal || !(value(index) instanceof Value.Bytes bytes)) {
      return null;
    }
    return new Value.Int(new BigInteger(1, bytes.bytes()).longValue(), true);
  }
}
