package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.TimeText;
import io.edgesql.dialect.types.Value;
import java.util.List;

/** Which comparisons SQLite makes exactly as MySQL does; the letters are {@link Exactness}'s. */
final class ExactComparison {
  /** Digits of a DECIMAL that a 64-bit integer holds. */
  private static final int EXACT_DIGITS = 18;

  private ExactComparison() {}

  static boolean holds(Lowering l, Typed a, Typed b) {
    if (ComparisonRules.isRow(a) && ComparisonRules.isRow(b)) {
      List<Typed> left = ((Typed.Call) a).arguments();
      List<Typed> right = ((Typed.Call) b).arguments();
      for (int i = 0; i < left.size(); i++) {
        if (!holds(l, left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (ComparisonRules.isRow(a) || ComparisonRules.isRow(b)) {
      return true;
    }
    char left = Exactness.letter(a.type());
    char right = Exactness.letter(b.type());
    if (left == 'N' || right == 'N') {
      return true;
    }
    boolean constant = l.isConstant(a) || l.isConstant(b);
    if (isNumber(left) && isNumber(right)) {
      return numbers(a, b, constant);
    }
    if (isString(left) && isString(right)) {
      return true;
    }
    if (isString(left) || isString(right)) {
      Typed other = isString(left) ? b : a;
      return withString(l, other, isString(left) ? a : b);
    }
    if (isTemporal(left) && isTemporal(right)) {
      return left == right || (isDay(left) && isDay(right));
    }
    // A temporal value beside a number.
    return false;
  }

  private static boolean numbers(Typed a, Typed b, boolean constant) {
    char left = Exactness.letter(a.type());
    char right = Exactness.letter(b.type());
    if (left == 'r' || right == 'r') {
      return left != 'x' && right != 'x';
    }
    if (left != 'd' && right != 'd' && left != 'x' && right != 'x') {
      return true;
    }
    if (left == 'x' || right == 'x') {
      return constant || (left == right && a.type().scale() == b.type().scale());
    }
    if (constant) {
      return true;
    }
    int scale = Math.max(ComparisonRules.scale(a.type()), ComparisonRules.scale(b.type()));
    return digits(a) + scale <= EXACT_DIGITS && digits(b) + scale <= EXACT_DIGITS;
  }

  /** Digits in front of the point. */
  private static int digits(Typed e) {
    return switch (Exactness.letter(e.type())) {
      case 'd' -> e.type().precision() - e.type().scale();
      case 'i' -> 10;
      default -> 19;
    };
  }

  private static boolean withString(Lowering l, Typed other, Typed string) {
    char letter = Exactness.letter(other.type());
    if (letter == 'j' || Exactness.letter(string.type()) == 'b') {
      return false;
    }
    // A text is read as a number by both; as a date or time only Java reads it as MySQL does.
    if (isNumber(letter)) {
      return letter != 'x';
    }
    return letter == 't' ? isTime(l, string) : isTemporal(letter) && l.isConstant(string);
  }

  /** Whether it is a literal of a time; to any other text a time is a text itself. */
  private static boolean isTime(Lowering l, Typed string) {
    return l.pinned(string) instanceof Value.Text text && TimeText.isTime(text.text());
  }

  private static boolean isNumber(char letter) {
    return "iludxr".indexOf(letter) >= 0;
  }

  private static boolean isString(char letter) {
    return "seb".indexOf(letter) >= 0;
  }

  private static boolean isTemporal(char letter) {
    return "DTZt".indexOf(letter) >= 0;
  }

  private static boolean isDay(char letter) {
    return "DTZ".indexOf(letter) >= 0;
  }
}
