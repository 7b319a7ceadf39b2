package io.edgesql.dialect.bind;

import io.edgesql.dialect.bind.ArithmeticTypes.Domain;
import io.edgesql.dialect.bind.NativeFunction.Nulls;
import io.edgesql.dialect.eval.TextPrecision;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The manual's "Date and Time Functions". */
final class TemporalFunctions {
  /** Characters of a date and time with six fractional digits, for results that are text. */
  private static final int TEXT_LENGTH = 29;

  /** Units that make a date with a time of a TIME. */
  private static final Set<String> DAY_AND_CLOCK = Set.of("DAY_HOUR", "DAY_MINUTE", "DAY_SECOND");

  private static final Set<String> DATE_UNITS =
      Set.of("DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "YEAR_MONTH");

  private TemporalFunctions() {}

  static void addTo(FunctionTypes all) {
    addClocks(all);
    addParts(all);
    addMakers(all);
    addArithmetic(all);
    addFormats(all);
  }

  private static void addClocks(FunctionTypes all) {
    all.add(
        "NOW CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP SYSDATE UTC_TIMESTAMP",
        0,
        1,
        Nulls.NEVER,
        a -> SqlType.temporal(TypeName.DATETIME, digits(a)));
    all.add("CURDATE CURRENT_DATE UTC_DATE", 0, 0, Nulls.NEVER, a -> SqlType.DATE);
    all.add(
        "CURTIME CURRENT_TIME UTC_TIME",
        0,
        1,
        Nulls.NEVER,
        // A time of day has no sign and no hundreds of hours.
        a -> SqlType.temporal(TypeName.TIME, digits(a)).withName(TypeName.TIME, 8));
  }

  private static int digits(Arguments a) {
    Long digits = a.size() == 0 ? null : a.integer(0);
    return digits == null ? 0 : (int) Math.max(0, Math.min(6, digits));
  }

  private static void addParts(FunctionTypes all) {
    number(all, "YEAR", 5);
    number(all, "MONTH DAY DAYOFMONTH MINUTE SECOND WEEKOFYEAR", 3);
    number(all, "DAYOFWEEK WEEKDAY QUARTER", 2);
    number(all, "DAYOFYEAR HOUR", 4);
    number(all, "MICROSECOND TO_SECONDS", 21);
    number(all, "TO_DAYS", 8);
    number(all, "TIME_TO_SEC", 10);
    all.add("WEEK", 1, 2, Nulls.ALWAYS, a -> Widths.bigint(3, false));
    all.add("YEARWEEK", 1, 2, Nulls.ALWAYS, a -> Widths.bigint(7, false));
    all.add("DAYNAME MONTHNAME", 1, 1, Nulls.ALWAYS, a -> a.ascii(9));
    all.add("EXTRACT", 2, 2, Nulls.ALWAYS, a -> Widths.bigint(extractWidth(a), false));
    all.add("DATEDIFF", 2, 2, Nulls.ALWAYS, a -> Widths.bigint(9, false));
    all.add("TIMESTAMPDIFF", 3, 3, Nulls.ALWAYS, a -> Widths.bigint(21, false));
    all.add("PERIOD_ADD PERIOD_DIFF", 2, 2, Nulls.ARGUMENTS, a -> Widths.bigint(21, false));
    all.add("UNIX_TIMESTAMP", 0, 1, Nulls.ARGUMENTS, TemporalFunctions::unixTimestamp);
  }

  private static void number(FunctionTypes all, String names, int width) {
    all.add(names, 1, 1, Nulls.ALWAYS, a -> Widths.bigint(width, false));
  }

  private static int extractWidth(Arguments a) {
    String unit = "";
    for (Typed each : a.all()) {
      if (each instanceof Typed.Interval interval) {
        unit = interval.unit();
      }
    }
    return switch (unit) {
      case "YEAR", "MINUTE_SECOND" -> 5;
      case "HOUR" -> 4;
      case "HOUR_MINUTE" -> 6;
      case "MONTH", "WEEK", "DAY", "MINUTE", "SECOND" -> 3;
      case "QUARTER" -> 2;
      case "YEAR_MONTH" -> 7;
      case "DAY_MINUTE" -> 11;
      case "HOUR_SECOND" -> 8;
      case "DAY_HOUR" -> 9;
      case "DAY_SECOND" -> 13;
      case "MICROSECOND" -> 7;
      case "SECOND_MICROSECOND" -> 9;
      case "MINUTE_MICROSECOND" -> 11;
      case "HOUR_MICROSECOND" -> 14;
      default -> 20;
    };
  }

  private static SqlType unixTimestamp(Arguments a) {
    int scale = a.size() == 0 ? 0 : precision(a, 0);
    return scale == 0 ? Widths.bigint(21, false) : Widths.decimal(11 + scale, scale, false);
  }

  /** Fractional digits of a value read as seconds; text may have all six. */
  private static int fraction(Typed e) {
    return Math.min(6, ArithmeticTypes.decimals(e.type()));
  }

  /** Those of a value read as a date with a time: of a constant text as many as it has. */
  private static int precision(Arguments a, int index) {
    String text = constantText(a, index);
    return text == null ? fraction(a.get(index)) : TextPrecision.ofDateTime(text);
  }

  /** The same of a value read as a time. */
  private static int timePrecision(Arguments a, int index) {
    String text = constantText(a, index);
    return text == null ? fraction(a.get(index)) : TextPrecision.ofTime(text);
  }

  private static @Nullable String constantText(Arguments a, int index) {
    TypeName name = a.type(index).name();
    return name.isCharacter() || name.isBinary() ? a.constantText(index) : null;
  }

  private static void addMakers(FunctionTypes all) {
    all.add("FROM_DAYS", 1, 1, Nulls.ARGUMENTS, a -> SqlType.DATE);
    all.add("DATE LAST_DAY", 1, 1, Nulls.ALWAYS, a -> SqlType.DATE);
    all.add("MAKEDATE", 2, 2, Nulls.ALWAYS, a -> SqlType.DATE);
    all.add("TIME", 1, 1, Nulls.ALWAYS, a -> time(timePrecision(a, 0)));
    all.add("SEC_TO_TIME", 1, 1, Nulls.ALWAYS, a -> time(fraction(a.get(0))));
    all.add("MAKETIME", 3, 3, Nulls.ALWAYS, a -> time(fraction(a.get(2))));
    all.add(
        "TIMESTAMP",
        1,
        2,
        Nulls.ALWAYS,
        a -> dateTime(Math.max(precision(a, 0), a.size() > 1 ? timePrecision(a, 1) : 0)));
    all.add("FROM_UNIXTIME", 1, 2, Nulls.ALWAYS, TemporalFunctions::fromUnixTime);
    all.add("CONVERT_TZ", 3, 3, Nulls.ALWAYS, a -> dateTime(precision(a, 0)));
    all.add("STR_TO_DATE", 2, 2, Nulls.ALWAYS, TemporalFunctions::parsed);
  }

  private static SqlType time(int digits) {
    return SqlType.temporal(TypeName.TIME, digits);
  }

  private static SqlType dateTime(int digits) {
    return SqlType.temporal(TypeName.DATETIME, digits);
  }

  private static SqlType fromUnixTime(Arguments a) {
    return a.size() == 1 ? dateTime(fraction(a.get(0))) : a.ascii(formatted(a));
  }

  /** The format decides whether STR_TO_DATE gives a DATE, a TIME or a DATETIME. */
  private static SqlType parsed(Arguments a) {
    String format = a.literalText(1);
    if (format == null) {
      return dateTime(6);
    }
    boolean hasDate = false;
    boolean hasTime = false;
    boolean hasFraction = false;
    for (int i = 0; i + 1 < format.length(); i++) {
      if (format.charAt(i) == '%') {
        char c = format.charAt(++i);
        hasFraction |= c == 'f';
        hasTime |= "HISThiklprs".indexOf(c) >= 0;
        hasDate |= "MVUXYWabcjmvuxywdeD".indexOf(c) >= 0;
      }
    }
    int digits = hasFraction ? 6 : 0;
    if (hasDate) {
      return hasTime || hasFraction ? dateTime(digits) : SqlType.DATE;
    }
    return hasTime || hasFraction ? time(digits) : SqlType.DATE;
  }

  private static void addArithmetic(FunctionTypes all) {
    all.add("DATE_ADD DATE_SUB ADDDATE SUBDATE", 2, 2, Nulls.ALWAYS, TemporalFunctions::dateAdd);
    all.add("TIMESTAMPADD", 3, 3, Nulls.ALWAYS, a -> dateTime(0));
    all.add("ADDTIME SUBTIME", 2, 2, Nulls.ALWAYS, TemporalFunctions::addTime);
    all.add(
        "TIMEDIFF",
        2,
        2,
        Nulls.ALWAYS,
        a -> time(Math.max(timePrecision(a, 0), timePrecision(a, 1))));
  }

  /** DATE_ADD(d, INTERVAL n unit): a DATE stays one if the unit is a day or longer. */
  static SqlType dateAdd(Arguments a) {
    if (!(a.get(1) instanceof Typed.Interval interval)) {
      return a.type(0);
    }
    SqlType type = a.type(0);
    String unit = interval.unit().toUpperCase(Locale.ROOT);
    boolean isDateUnit = DATE_UNITS.contains(unit);
    int digits = Math.max(type.name().isTemporal() ? type.scale() : 0, fraction(interval, unit));
    return switch (type.name()) {
      case DATE -> isDateUnit ? SqlType.DATE : dateTime(digits);
      case TIME -> isDateUnit || DAY_AND_CLOCK.contains(unit) ? dateTime(digits) : time(digits);
      case DATETIME, TIMESTAMP -> dateTime(digits);
      default -> text(a);
    };
  }

  private static SqlType text(Arguments a) {
    SqlType text = a.ascii(TEXT_LENGTH);
    return text.withName(TypeName.CHAR, text.length());
  }

  private static int fraction(Typed.Interval interval, String unit) {
    if (unit.endsWith("MICROSECOND")) {
      return 6;
    }
    Typed amount = interval.amount();
    if (!unit.equals("SECOND") || amount == null) {
      return 0;
    }
    if (amount.type().is(TypeName.DECIMAL)) {
      return Math.min(6, amount.type().scale());
    }
    return ArithmeticTypes.domain(amount.type()) == Domain.INTEGER ? 0 : 6;
  }

  private static SqlType addTime(Arguments a) {
    SqlType type = a.type(0);
    int digits = Math.max(timePrecision(a, 0), timePrecision(a, 1));
    return switch (type.name()) {
      case DATE, DATETIME, TIMESTAMP -> dateTime(digits);
      case TIME -> time(digits);
      default -> text(a);
    };
  }

  private static void addFormats(FunctionTypes all) {
    all.add("DATE_FORMAT", 2, 3, Nulls.ALWAYS, a -> a.ascii(formatted(a)));
    all.add("TIME_FORMAT", 2, 2, Nulls.ALWAYS, a -> a.ascii(formatted(a)));
    all.add("GET_FORMAT", 2, 2, Nulls.ALWAYS, a -> a.ascii(17));
  }

  /** Characters that a literal format may fill. */
  private static long formatted(Arguments a) {
    String format = a.literalText(1);
    if (format == null) {
      return Math.min(a.width(1), 255) * 10;
    }
    long total = 0;
    for (int i = 0; i < format.length(); i++) {
      if (format.charAt(i) != '%' || i + 1 == format.length()) {
        total++;
        continue;
      }
      total += specifierWidth(format.charAt(++i));
    }
    return total;
  }

  private static int specifierWidth(char specifier) {
    return switch (specifier) {
      case 'M', 'W' -> 64;
      case 'D', 'Y', 'x', 'X' -> 4;
      case 'a', 'b' -> 32;
      case 'j' -> 3;
      case 'u', 'd', 'e', 'c', 'm', 'v', 'V', 'U', 'y', 's', 'S', 'i', 'I', 'h', 'l', 'p' -> 2;
      case 'k', 'H' -> 7;
      case 'r' -> 11;
      case 'T' -> 8;
      case 'f' -> 6;
      default -> 1;
    };
  }
}
