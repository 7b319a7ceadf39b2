package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import org.jspecify.annotations.Nullable;

/** GREATEST and LEAST of strings with a date among them, which makes dates of all. */
final class DateExtreme {
  private static final Value.DateTime ZERO = new Value.DateTime(0, 0, 0, 0, 0, 0, 0);

  private DateExtreme() {}

  /**
   * The greatest (sign 1) or least (-1) date as MySQL shows it; null where a text that is no date
   * wins, since then all are compared as strings.
   */
  static @Nullable String text(Invocation call, int sign) {
    Value.DateTime best = best(call, sign);
    if (best.equals(ZERO)) {
      return null;
    }
    int digits = 0;
    for (int i = 0; i < call.count(); i++) {
      digits = Math.max(digits, digits(call, i));
    }
    return areDatesOnly(call)
        ? TemporalPrinter.date(new Value.Date(best.year(), best.month(), best.day()))
        : TemporalPrinter.dateTime(best, digits);
  }

  /** Whether a call makes dates of all its arguments. */
  static boolean isOfDates(Invocation call) {
    TypeName name = call.type().name();
    return !name.isTemporal() && !name.isNumeric() && OperandDomain.hasDate(call);
  }

  /** What its number is made from: the date, also where a text that is none wins. */
  static Value date(Invocation call, int sign) {
    Value.DateTime best = best(call, sign);
    return best.equals(ZERO)
        ? new Value.Int(0, false)
        : areDatesOnly(call) ? new Value.Date(best.year(), best.month(), best.day()) : best;
  }

  private static Value.DateTime best(Invocation call, int sign) {
    Value.DateTime best = null;
    for (int i = 0; i < call.count(); i++) {
      boolean isDocument = call.value(i) instanceof Value.Json;
      Value.DateTime read = isDocument ? null : call.dateTime(i);
      Value.DateTime candidate = read == null ? ZERO : read;
      if (best == null || Integer.signum(Comparer.compareDateTime(candidate, best)) == sign) {
        best = candidate;
      }
    }
    return best == null ? ZERO : best;
  }

  private static boolean areDatesOnly(Invocation call) {
    for (int i = 0; i < call.count(); i++) {
      if (OperandDomain.isDate(call.type(i)) && !call.type(i).is(TypeName.DATE)) {
        return false;
      }
    }
    return true;
  }

  /** Fractional digits: of a constant text those that it has, else all. */
  private static int digits(Invocation call, int index) {
    SqlType type = call.type(index);
    if (type.name().isTemporal()) {
      return type.scale();
    }
    if (!DateOperands.isConstant(call.argument(index))) {
      return 6;
    }
    String text = Coercion.string(call.value(index), type);
    if (TemporalReader.dateTime(text).value() == null) {
      return 6;
    }
    int point = text.indexOf('.');
    return point < 0 ? 0 : Math.min(6, NumberReader.skipDigits(text, point + 1) - point - 1);
  }
}
