package io.edgesql.dialect.bind;

import static io.edgesql.dialect.bind.NativeFunction.MANY;

import io.edgesql.dialect.bind.NativeFunction.Nulls;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import java.util.Locale;

/** String functions that measure and search, and regular expressions. */
final class TextSearchFunctions {
  private TextSearchFunctions() {}

  static void addTo(FunctionTypes all) {
    all.add(
        "LENGTH OCTET_LENGTH CHAR_LENGTH CHARACTER_LENGTH BIT_LENGTH",
        1,
        1,
        Nulls.ARGUMENTS,
        a -> Widths.bigint(10, false));
    all.add("INSTR", 2, 2, Nulls.ARGUMENTS, a -> searched(a, 2));
    all.add("LOCATE POSITION", 2, 3, Nulls.ARGUMENTS, a -> searched(a, 2));
    all.add("FIND_IN_SET", 2, 2, Nulls.ARGUMENTS, a -> small(a, 3));
    all.add("FIELD", 2, MANY, Nulls.NEVER, a -> Widths.bigint(3, false));
    all.add("ASCII", 1, 1, Nulls.ARGUMENTS, a -> Widths.bigint(3, false));
    all.add("ORD", 1, 1, Nulls.ARGUMENTS, a -> Widths.bigint(21, false));
    all.add("STRCMP", 2, 2, Nulls.ARGUMENTS, a -> small(a, 2));
    all.add("REGEXP_LIKE", 2, 3, Nulls.ARGUMENTS, a -> SqlType.BOOLEAN);
    all.add("REGEXP_INSTR", 2, 6, Nulls.ARGUMENTS, a -> Widths.bigint(21, false));
    all.add("REGEXP_REPLACE", 3, 6, Nulls.ALWAYS, TextSearchFunctions::replaced);
    all.add("REGEXP_SUBSTR", 2, 5, Nulls.ALWAYS, a -> Widths.text(a.width(0), a.collation(0, 2)));
    all.add("COERCIBILITY", 1, 1, Nulls.NEVER, a -> Widths.bigint(10, false));
  }

  /** As many bytes as a text may have. */
  private static SqlType replaced(Arguments a) {
    Collation collation = a.collation(0, 3);
    return Widths.text(Widths.MAX_TEXT / collation.maxBytes(), collation);
  }

  private static SqlType searched(Arguments a, int texts) {
    boolean areBytes =
        a.all().subList(0, texts).stream().allMatch(text -> text.type().collation().isBin());
    if (!areBytes) {
      Coercibility.compared(a.all().subList(0, texts), a.connection(), operation(a));
    }
    return Widths.bigint(11, false);
  }

  private static String operation(Arguments a) {
    return a.name().toLowerCase(Locale.ROOT);
  }

  private static SqlType small(Arguments a, int width) {
    Coercibility.compared(a.all(), a.connection(), operation(a));
    return Widths.bigint(width, false);
  }
}
