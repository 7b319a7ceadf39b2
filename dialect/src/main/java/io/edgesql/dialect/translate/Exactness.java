package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Comparison;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which calls SQLite computes exactly as MySQL does, by the types of their operands. For everything
 * else a rule is not even asked: {@code dialect.eval} computes the expression when the rows are
 * here, or the statement is refused (1235).
 *
 * <p>An operand's type is a letter:
 *
 * <pre>{@code
 * i  integers below 64 bits, YEAR, truth     s  character strings         D  DATE
 * l  BIGINT                                  e  ENUM, SET                 T  DATETIME
 * u  BIGINT UNSIGNED, BIT                    b  binary strings            Z  TIMESTAMP
 * d  DECIMAL up to 18 digits                 j  JSON                      t  TIME
 * x  longer DECIMAL                          N  NULL                      g  geometry
 * r  FLOAT, DOUBLE
 * c  what has no columns, fits 64 bits and is neither bytes nor JSON: Java converts it before it is sent
 * }</pre>
 */
final class Exactness {
  private static final String TRUTHS = "iludxrsebDTZtNc";
  private static final String ALL = TRUTHS + "jg";
  private static final String TEXTS = "iludseDTZtNc";
  private static final String DAYS = "DTZNc";
  private static final String CLOCKS = "tDTZNc";

  /** By function: the letters that each argument may have; the last one holds for all further. */
  private static final Map<String, List<String>> ARGUMENTS = new HashMap<>();

  static {
    all(TRUTHS, "AND", "OR", "XOR", "NOT", "IS_TRUE", "IS_NOT_TRUE", "IS_FALSE", "IS_NOT_FALSE");
    all(ALL, "IS_NULL", "IS_NOT_NULL", "ISNULL", "ANY_VALUE");
    all("ilud", "PLUS");
    all("iludxrNc", "ADD", "SUBTRACT", "MULTIPLY");
    all("idxNc", "MINUS");
    all("ilNc", "INTEGER_DIVIDE", "MODULO", "MOD");
    all("iludNc", "DIVIDE");
    all("idNc", "ABS", "ROUND", "TRUNCATE");
    all("ildNc", "SIGN", "CEIL", "CEILING", "FLOOR");
    all("idrNc", "SQRT", "LN", "LOG2", "LOG10");
    all("ilNc", "BIT_AND", "BIT_OR");
    all("idNc", "GREATEST", "LEAST");
    all("", "RAND", "UUID");
    put("LIKE", TEXTS, "seNc");
    put("REGEXP", "seNc", "c");
    all(TEXTS, "CONCAT", "CONCAT_WS");
    all("sec", "UPPER", "LOWER", "UCASE", "LCASE", "REVERSE", "TRIM", "LTRIM", "RTRIM");
    put("TRIM_OF", "se", "c");
    put("LTRIM_OF", "se", "c");
    put("RTRIM_OF", "se", "c");
    put("LEFT", "seb", "ic");
    put("RIGHT", "seb", "ic");
    put("SUBSTRING", "seb", "ic");
    put("INSERT", "sec", "ic", "ic", "sec");
    put("SUBSTRING_INDEX", "se", "c");
    put("ELT", "ic", "sc");
    all("sec", "REPLACE", "INSTR", "POSITION", "FIELD", "FIND_IN_SET");
    put("LOCATE", "sec", "sec", "");
    all("seiDTtbNc", "LENGTH", "OCTET_LENGTH", "BIT_LENGTH", "CHAR_LENGTH", "CHARACTER_LENGTH");
    all("seb", "HEX", "ASCII", "ORD");
    all("NilNc", "COALESCE", "IFNULL", "NULLIF");
    all(
        DAYS,
        "YEAR",
        "MONTH",
        "DAYOFMONTH",
        "DAY",
        "QUARTER",
        "DAYOFWEEK",
        "WEEKDAY",
        "DAYOFYEAR",
        "TO_DAYS",
        "WEEKOFYEAR",
        "DAYNAME",
        "MONTHNAME",
        "DATE",
        "DATEDIFF",
        "TO_SECONDS");
    put("WEEK", DAYS, "c");
    put("YEARWEEK", DAYS, "c");
    put("DATE_FORMAT", DAYS, "c");
    put("TIME_FORMAT", "tNc", "c");
    all(CLOCKS, "HOUR", "MINUTE", "SECOND", "MICROSECOND", "TIME_TO_SEC");
    all("tTNc", "TIME");
    put("EXTRACT", "DTZNc", "DTZNc");
    put("DATE_ADD", DAYS, "icN");
    put("DATE_SUB", DAYS, "icN");
    put("ADDDATE", DAYS, "icN");
    put("SUBDATE", DAYS, "icN");
    put("TIMESTAMPADD", "c", "icN", DAYS);
    put("TIMESTAMPDIFF", "c", DAYS);
    all("DTZNc", "TIMESTAMP");
    all("Z", "UNIX_TIMESTAMP");
    put("FROM_UNIXTIME", "ilNc", "c");
    all("iNc", "SEC_TO_TIME");
    all("seNc", "COLLATE");
    all(TEXTS, "CONVERT_USING");
    all(TEXTS + "b", "BINARY");
    put("JSON_EXTRACT", "j", "c");
    put("JSON_UNQUOTE", "j");
    all("jc", "JSON_LENGTH");
    put("JSON_SET", "j", "ilsNc");
    put("JSON_INSERT", "j", "ilsNc");
    put("JSON_REPLACE", "j", "ilsNc");
    put("JSON_REMOVE", "j", "c");
  }

  private Exactness() {}

  private static void all(String letters, String... names) {
    for (String name : names) {
      put(name, letters);
    }
  }

  private static void put(String name, String... letters) {
    ARGUMENTS.put(name, List.of(letters));
  }

  /** Whether the call itself is exact; its operands are asked when they are lowered. */
  static boolean holds(Lowering l, Typed.Call call) {
    if (l.isStrictChange() && !Silence.holds(l, call)) {
      return false;
    }
    List<Typed> arguments = call.arguments();
    return switch (call.name()) {
      case "ROW" -> true;
      case "EQUAL",
          "NULL_SAFE_EQUAL",
          "NOT_EQUAL",
          "LESS",
          "LESS_OR_EQUAL",
          "GREATER",
          "GREATER_OR_EQUAL" ->
          ExactComparison.holds(l, arguments.get(0), arguments.get(1));
      case "BETWEEN", "IN" ->
          arguments.subList(1, arguments.size()).stream()
                  .allMatch(other -> ExactComparison.holds(l, arguments.get(0), other))
              && (call.name().equals("IN") || compareAlike(arguments));
      case "TIMESTAMPDIFF" ->
          listed(l, call) && arguments.stream().allMatch(e -> e.type().scale() == 0);
      case "DIVIDE" -> !l.isSelect() && listed(l, call);
      case "NULLIF" ->
          ExactComparison.holds(l, arguments.get(0), arguments.get(1))
              && isBranch(l, arguments.get(0), call.type());
      case "CASE", "IF" -> branches(l, call);
      case "COALESCE", "IFNULL" -> arguments.stream().allMatch(e -> isBranch(l, e, call.type()));
      case "DATE_ADD", "DATE_SUB", "ADDDATE", "SUBDATE" ->
          isPlainShift(arguments.get(0), arguments.get(1)) && listed(l, call);
      case "TIMESTAMPADD" -> isPlainShift(arguments.get(2), arguments.get(0)) && listed(l, call);
      case "INSTR", "LOCATE", "POSITION", "FIND_IN_SET", "FIELD" ->
          listed(l, call) && haveOneCollation(l, arguments);
      case "CAST" -> cast(l, arguments.get(0), call.type());
      case "JSON_SET", "JSON_INSERT", "JSON_REPLACE", "JSON_LENGTH" ->
          listed(l, call)
              && !entersArray(l, arguments, 2)
              && arguments.stream()
                  .allMatch(
                      e ->
                          "jilsN".indexOf(letter(e.type())) >= 0
                              && !e.type().equals(SqlType.BOOLEAN));
      case "JSON_UNQUOTE" ->
          listed(l, call) && (!(arguments.get(0) instanceof Typed.Call inner) || holds(l, inner));
      case "LIKE", "CONCAT", "CONCAT_WS", "CONVERT_USING" ->
          listed(l, call) && arguments.stream().noneMatch(e -> e.type().is(TypeName.BIT));
      case "JSON_EXTRACT" -> listed(l, call) && !entersArray(l, arguments, 1);
      default -> listed(l, call);
    };
  }

  /** Whether a path names an element: to MySQL what is no array is an array of itself. */
  private static boolean entersArray(Lowering l, List<Typed> arguments, int step) {
    for (int i = 1; i < arguments.size(); i += step) {
      if (l.pinned(arguments.get(i)) instanceof Value.Text path && path.text().indexOf('[') >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether BETWEEN compares its strings by the collation that each pair would have. */
  private static boolean compareAlike(List<Typed> arguments) {
    if (!arguments.stream().allMatch(e -> Shapes.isString(e.type()))) {
      return true;
    }
    Collation all = Comparison.collation(arguments, "between");
    return all.equals(Collations.of(arguments.get(0), arguments.get(1)))
        && all.equals(Collations.of(arguments.get(0), arguments.get(2)));
  }

  /** What is searched and what is searched for are compared alike. */
  private static boolean haveOneCollation(Lowering l, List<Typed> arguments) {
    Collation first = null;
    for (Typed e : arguments) {
      if (letter(e.type()) == 's' && !l.isConstant(e)) {
        if (first != null && !first.equals(e.type().collation())) {
          return false;
        }
        first = e.type().collation();
      }
    }
    return true;
  }

  /** Whole seconds, days, months: what has fractions or several fields is added in Java. */
  private static boolean isPlainShift(Typed base, Typed interval) {
    String unit = interval instanceof Typed.Interval named ? named.unit() : "DAY";
    return base.type().scale() == 0 && unit.indexOf('_') < 0 && !unit.equals("MICROSECOND");
  }

  private static boolean listed(Lowering l, Typed.Call call) {
    List<String> letters = ARGUMENTS.get(call.name());
    if (letters == null) {
      return false;
    }
    for (int i = 0; i < call.arguments().size(); i++) {
      Typed argument = call.arguments().get(i);
      Typed value =
          argument instanceof Typed.Interval interval && interval.amount() != null
              ? interval.amount()
              : argument;
      if (!is(l, value, letters.get(Math.min(i, letters.size() - 1)))) {
        return false;
      }
    }
    return true;
  }

  /** Conditions and results by turns. */
  private static boolean branches(Lowering l, Typed.Call call) {
    List<Typed> arguments = call.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      boolean isCondition = i % 2 == 0 && i + 1 < arguments.size();
      if (isCondition
          ? !is(l, arguments.get(i), TRUTHS)
          : !isBranch(l, arguments.get(i), call.type())) {
        return false;
      }
    }
    return true;
  }

  /** Whether a branch keeps its value when it gets the result's type. */
  private static boolean isBranch(Lowering l, Typed e, SqlType type) {
    char letter = letter(e.type());
    if (letter == 'N') {
      return true;
    }
    if (type.is(TypeName.FLOAT)) {
      // MySQL gives every branch the digits of a FLOAT.
      return e.type().is(TypeName.FLOAT);
    }
    if (l.isConstant(e)) {
      return true;
    }
    return switch (letter(type)) {
      case 'i', 'l' -> "il".indexOf(letter) >= 0;
      case 'd' -> "ild".indexOf(letter) >= 0;
      case 'r' -> "ildr".indexOf(letter) >= 0;
      // A member's text is a number still, if a number is asked for.
      case 's' -> "sild".indexOf(letter) >= 0;
      case 'T' -> "TD".indexOf(letter) >= 0 && e.type().scale() == type.scale();
      default -> letter == letter(type) && e.type().scale() == type.scale();
    };
  }

  /** Whether the value looks as MySQL shows it: a conditional has the digits of its branch. */
  static boolean isShown(Typed e) {
    if (!(e instanceof Typed.Call call) || !call.type().is(TypeName.DECIMAL)) {
      return true;
    }
    int first =
        call.name().equals("NULLIF")
                || call.name().equals("IFNULL")
                || call.name().equals("COALESCE")
            ? 0
            : 1;
    if (first == 1 && !call.name().equals("IF") && !call.name().equals("CASE")) {
      return true;
    }
    for (int i = first; i < call.arguments().size(); i++) {
      Typed branch = call.arguments().get(i);
      boolean isCondition = first == 1 && i % 2 == 0 && i + 1 < call.arguments().size();
      boolean isSame =
          branch.type().is(TypeName.NULL) || branch.type().scale() == call.type().scale();
      if (!isCondition && (!isSame || !isShown(branch))) {
        return false;
      }
    }
    return true;
  }

  private static boolean cast(Lowering l, Typed from, SqlType to) {
    if (from.type().is(TypeName.BIT) || to.is(TypeName.YEAR)) {
      return false;
    }
    char letter = l.isConstant(from) ? 'c' : letter(from.type());
    return switch (letter(to)) {
      case 'l', 'i' -> "ildsDc".indexOf(letter) >= 0 || (letter == 'T' && from.type().scale() == 0);
      case 'd' -> "ilc".indexOf(letter) >= 0 || (letter == 'd' && fits(from.type(), to));
      case 'r' -> "ildrsc".indexOf(letter) >= 0 && to.is(TypeName.DOUBLE);
      case 's' -> "iludseDTtc".indexOf(letter) >= 0;
      case 'D' -> "DTZc".indexOf(letter) >= 0;
      case 'T' -> "DTc".indexOf(letter) >= 0 && from.type().scale() <= to.scale();
      case 't' -> "tc".indexOf(letter) >= 0 && from.type().scale() <= to.scale();
      default -> false;
    };
  }

  private static boolean fits(SqlType from, SqlType to) {
    return from.precision() - from.scale() <= to.precision() - to.scale()
        && from.scale() <= to.scale();
  }

  /** Whether the operand's letter is among those. */
  static boolean is(Lowering l, Typed e, String letters) {
    char letter = letter(e.type());
    if (e instanceof Typed.Interval || (l.isConstant(e) && "uxbj".indexOf(letter) < 0)) {
      return letters.indexOf('c') >= 0;
    }
    return letters.indexOf(letter) >= 0;
  }

  static char letter(SqlType type) {
    TypeName name = type.name();
    if (name.isCharacter()) {
      return 's';
    }
    if (name.isBinary()) {
      return 'b';
    }
    return switch (name) {
      case NULL -> 'N';
      case TINYINT, SMALLINT, MEDIUMINT, INT, YEAR -> 'i';
      case BIGINT -> type.unsigned() ? 'u' : type.length() == 1 ? 'i' : 'l';
      case BIT -> 'u';
      case DECIMAL -> type.precision() > 0 && type.precision() <= 18 ? 'd' : 'x';
      case FLOAT, DOUBLE -> 'r';
      case ENUM, SET -> 'e';
      case DATE -> 'D';
      case DATETIME -> 'T';
      case TIMESTAMP -> 'Z';
      case TIME -> 't';
      case JSON -> 'j';
      default -> 'g';
    };
  }
}
