package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.Map;

/**
 * What MySQL reads of a function's other operands where one of them is NULL: the result is NULL all
 * the same, but what is wrong with them is said, and is an error where rows are changed.
 */
final class NullOperands {
  /**
   * A letter for each operand: n, r and b a number, d DECIMAL, i INTEGER, D date, Z date that may
   * be zero, t time, - not read. With ! in front nothing behind the first NULL is read.
   */
  private static final Map<String, String> READS =
      Map.ofEntries(
          Map.entry("ADD", "nn"),
          Map.entry("SUBTRACT", "nn"),
          Map.entry("MULTIPLY", "nn"),
          Map.entry("DIVIDE", "nn"),
          Map.entry("MODULO", "nn"),
          Map.entry("MOD", "nn"),
          Map.entry("INTEGER_DIVIDE", "!dd"),
          Map.entry("BIT_OR", "!ii"),
          Map.entry("BIT_AND", "!ii"),
          Map.entry("BIT_XOR", "!ii"),
          Map.entry("SHIFT_LEFT", "!ii"),
          Map.entry("SHIFT_RIGHT", "!ii"),
          Map.entry("XOR", "!bb"),
          Map.entry("POW", "rr"),
          Map.entry("POWER", "rr"),
          Map.entry("ATAN", "!rr"),
          Map.entry("ATAN2", "!rr"),
          Map.entry("ROUND", "ni"),
          Map.entry("TRUNCATE", "ni"),
          Map.entry("LEFT", "-i"),
          Map.entry("RIGHT", "-i"),
          Map.entry("SUBSTRING", "-ii"),
          Map.entry("SUBSTR", "-ii"),
          Map.entry("MID", "-ii"),
          Map.entry("REPEAT", "-i"),
          Map.entry("SHA2", "-i"),
          Map.entry("DATEDIFF", "DD"),
          Map.entry("TIMEDIFF", "!tt"),
          Map.entry("TIMESTAMP", "!Dt"),
          Map.entry("DATE_FORMAT", "!Z"),
          Map.entry("TIME_FORMAT", "!t"),
          Map.entry("FROM_UNIXTIME", "!d"),
          Map.entry("WEEK", "!D"),
          Map.entry("YEARWEEK", "!D"),
          Map.entry("MAKETIME", "iid"),
          Map.entry("MAKEDATE", "ii"),
          Map.entry("PERIOD_ADD", "ii"),
          Map.entry("PERIOD_DIFF", "ii"));

  private NullOperands() {}

  /** Reads numbers from left to right: a wrong one is seen before the next is computed. */
  static void readNumbers(Invocation call) {
    String reads = READS.get(call.call().name());
    if (reads == null || !isNumbers(reads)) {
      return;
    }
    for (int i = 0; i < call.count(); i++) {
      if (call.isNull(i)) {
        if (reads.charAt(0) == '!') {
          return;
        }
      } else if (!(call.value(i) instanceof Value.Json)) {
        call.numeric(i);
      }
    }
  }

  private static boolean isNumbers(String reads) {
    return reads.equals("nn") || reads.equals("rr") || reads.equals("!rr") || reads.equals("!bb");
  }

  /** Reads the operands of a call that has a NULL among them. */
  static void read(Invocation call) {
    String reads = READS.get(call.call().name());
    boolean isBits = reads != null && reads.equals("!ii");
    if (reads == null || isNumbers(reads) || (isBits && call.isBinary())) {
      return;
    }
    int shift = reads.charAt(0) == '!' ? 1 : 0;
    for (int i = 0; i < call.count() && i + shift < reads.length(); i++) {
      char as = reads.charAt(i + shift);
      if (call.isNull(i)) {
        if (shift == 1) {
          return;
        }
      } else {
        read(call, i, as);
      }
    }
  }

  private static void read(Invocation call, int index, char as) {
    switch (as) {
      case 'n' -> call.numeric(index);
      case 'd' -> call.decimal(index);
      case 'i' -> call.integer(index);
      case 'D' -> call.fullDateTime(index);
      case 'Z' -> call.dateTime(index);
      case 't' -> readTime(call, index);
      default -> {}
    }
  }

  /** Only what is no date yet is read as a time. */
  private static void readTime(Invocation call, int index) {
    if (!Comparer.isTemporal(call.hidden(index))) {
      call.time(index);
    }
  }

  /** The constants of a list that NULL is looked for in: they are read before the rows are. */
  static void readList(Invocation call) {
    boolean isDate = OperandDomain.areDates(call);
    boolean isReal = OperandDomain.of(call, 0) == OperandDomain.REAL;
    for (int i = 1; i < call.count(); i++) {
      if (!DateOperands.isConstant(call.argument(i)) || !Comparer.isString(call.value(i))) {
        continue;
      }
      String text = Coercion.string(call.value(i), call.type(i));
      if (isDate && !Comparer.isDate(text, call.environment())) {
        boolean hasTime = OperandDomain.has(call, TypeName.DATETIME);
        Coercion.warnTruncated(hasTime ? "datetime" : "date", text, call.environment());
      } else if (isReal && !call.type(0).is(TypeName.NULL)) {
        call.numeric(i);
      }
    }
  }

  /** The left side of a comparison with a number is read as one, though the other be NULL. */
  static void readCompared(Invocation call, int left, int right) {
    SqlType type = call.type(right);
    boolean isNumber =
        type.name().isInteger() || type.is(TypeName.DECIMAL) || type.name().isApproximate();
    if (isNumber && Comparer.isString(call.hidden(left))) {
      call.numeric(left);
    }
  }
}
