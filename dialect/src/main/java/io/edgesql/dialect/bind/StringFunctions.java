package io.edgesql.dialect.bind;

import static io.edgesql.dialect.bind.NativeFunction.MANY;

import io.edgesql.dialect.bind.NativeFunction.Nulls;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;

/** The manual's "String Functions" that make strings. */
final class StringFunctions {
  /** Characters of a 64-bit number in base 2 with its sign. */
  private static final int BINARY_DIGITS = 65;

  private StringFunctions() {}

  static void addTo(FunctionTypes all) {
    all.add("CONCAT", 1, MANY, Nulls.ALWAYS, StringFunctions::concat);
    all.add("CONCAT_WS", 2, MANY, Nulls.ALWAYS, StringFunctions::concatWithSeparator);
    all.add("UPPER UCASE LOWER LCASE REVERSE", 1, 1, Nulls.ALWAYS, a -> a.likeFirst(a.width(0)));
    all.add(
        "TRIM LTRIM RTRIM LTRIM_OF RTRIM_OF TRIM_OF",
        1,
        2,
        Nulls.ALWAYS,
        a -> Widths.text(a.width(0), a.collationOf(0)));
    all.add("SUBSTRING SUBSTR MID", 2, 3, Nulls.ALWAYS, StringFunctions::substring);
    all.add("LEFT RIGHT", 2, 2, Nulls.ALWAYS, a -> a.likeFirst(bounded(a, 1, a.width(0))));
    all.add("SUBSTRING_INDEX", 3, 3, Nulls.ALWAYS, a -> Widths.text(a.width(0), a.collationOf(0)));
    all.add("REPLACE", 3, 3, Nulls.ALWAYS, a -> Widths.text(a.width(0), a.collationOf(0)));
    all.add("REPEAT", 2, 2, Nulls.ALWAYS, StringFunctions::repeat);
    all.add("SPACE", 1, 1, Nulls.ALWAYS, a -> a.ascii(bounded(a, 0, Widths.MAX_TEXT)));
    all.add("LPAD RPAD", 2, 3, Nulls.ALWAYS, StringFunctions::pad);
    all.add("ELT", 2, MANY, Nulls.ALWAYS, a -> widest(a, 1));
    all.add("INSERT", 4, 4, Nulls.ALWAYS, StringFunctions::insert);
    all.add("CHAR", 1, MANY, Nulls.ALWAYS, a -> Widths.text(4L * a.size(), Collation.BINARY));
    all.add("HEX", 1, 1, Nulls.ALWAYS, StringFunctions::hex);
    all.add("UNHEX", 1, 1, Nulls.ALWAYS, a -> binary((bytes(a, 0) + 1) / 2));
    all.add("BIN OCT", 1, 1, Nulls.ALWAYS, a -> a.ascii(BINARY_DIGITS));
    all.add("CONV", 3, 3, Nulls.ALWAYS, a -> a.ascii(BINARY_DIGITS));
    all.add("FORMAT", 2, 3, Nulls.ALWAYS, StringFunctions::format);
    all.add("QUOTE", 1, 1, Nulls.ALWAYS, StringFunctions::quoted);
    all.add("SOUNDEX", 1, 1, Nulls.ALWAYS, a -> a.likeFirst(Math.max(4, a.width(0))));
    all.add("TO_BASE64", 1, 1, Nulls.ALWAYS, StringFunctions::toBase64);
    all.add("FROM_BASE64", 1, 1, Nulls.ALWAYS, a -> binary(bytes(a, 0) / 4 * 3));
    all.add("MAKE_SET", 2, MANY, Nulls.ARGUMENTS, StringFunctions::makeSet);
    all.add("EXPORT_SET", 3, 5, Nulls.ALWAYS, StringFunctions::exportSet);
    all.add(
        "WEIGHT_STRING",
        1,
        3,
        Nulls.ALWAYS,
        a -> binary(a.width(0) * (a.type(0).name().isBinary() ? 1 : 64)));
    all.add("CHARSET COLLATION", 1, 1, Nulls.ALWAYS, a -> Arguments.system(64));
    all.add("LOAD_FILE", 1, 1, Nulls.ALWAYS, a -> binary(Widths.MAX_TEXT));
  }

  private static SqlType binary(long bytes) {
    return Widths.text(bytes, Collation.BINARY);
  }

  private static long bytes(Arguments a, int index) {
    return a.width(index) * CastTypes.charBytes(a.type(index));
  }

  private static SqlType capped(long characters, Collation collation) {
    return Widths.text(Math.min(characters, Widths.MAX_TEXT), collation);
  }

  private static SqlType concat(Arguments a) {
    Collation collation = a.collation(0, a.size());
    long total = 0;
    for (int i = 0; i < a.size(); i++) {
      total += a.width(i, collation);
    }
    return capped(total, collation);
  }

  private static SqlType concatWithSeparator(Arguments a) {
    Collation collation = a.collation(0, a.size());
    long total = a.width(0, collation) * (a.size() - 2L);
    for (int i = 1; i < a.size(); i++) {
      total += a.width(i, collation);
    }
    return capped(total, collation);
  }

  /** A literal length bounds the result; otherwise {@code unknown} does. */
  private static long bounded(Arguments a, int index, long unknown) {
    Long length = a.is(index, TypeName.NULL) ? Long.valueOf(0) : a.integer(index);
    return length == null ? unknown : Math.max(0, Math.min(length, unknown));
  }

  private static SqlType substring(Arguments a) {
    long length = a.width(0);
    Long start = a.integer(1);
    if (start != null) {
      length = start > 0 ? Math.max(0, length - start + 1) : Math.min(length, -start);
    }
    return a.likeFirst(a.size() > 2 ? bounded(a, 2, length) : length);
  }

  private static SqlType repeat(Arguments a) {
    Long count = a.integer(1);
    return count == null
        ? a.likeFirst(Widths.MAX_TEXT)
        : capped(a.width(0) * Math.max(0, Math.min(count, Widths.MAX_TEXT)), a.collation(0, 1));
  }

  private static SqlType pad(Arguments a) {
    Collation collation = a.collationOf(0);
    Long length = a.integer(1);
    long characters =
        length == null
            ? Widths.MAX_TEXT
            : length < 0
                ? Widths.MAX_TEXT / collation.maxBytes()
                : Math.min(length, Widths.MAX_TEXT);
    return Widths.text(characters, collation);
  }

  private static SqlType widest(Arguments a, int from) {
    long width = 0;
    for (int i = from; i < a.size(); i++) {
      width = Math.max(width, a.width(i));
    }
    return Widths.text(width, a.collation(from, a.size()));
  }

  private static SqlType insert(Arguments a) {
    Collation collation = a.collationOf(0);
    return capped(a.width(0) + a.width(3), collation);
  }

  private static SqlType quoted(Arguments a) {
    SqlType type = a.type(0);
    boolean isString =
        type.name().isCharacter()
            || type.name().isBinary()
            || type.is(TypeName.JSON)
            || type.is(TypeName.NULL)
            || type.is(TypeName.ENUM)
            || type.is(TypeName.SET);
    Collation collation = isString ? a.collation(0, 1) : Widths.PLAIN;
    long characters = a.width(0) * 2 + 2;
    return Widths.text(
        characters > Widths.MAX_TEXT ? Widths.MAX_TEXT / collation.maxBytes() : characters,
        collation);
  }

  private static SqlType hex(Arguments a) {
    boolean isText = !a.type(0).name().isNumeric();
    return a.ascii(isText ? bytes(a, 0) * 2 : 16);
  }

  private static SqlType format(Arguments a) {
    long digits = a.width(0);
    return a.ascii(digits + digits / 3 + 32);
  }

  private static SqlType toBase64(Arguments a) {
    long encoded = (bytes(a, 0) + 2) / 3 * 4;
    return a.ascii(encoded + (encoded - 1) / 76);
  }

  private static SqlType makeSet(Arguments a) {
    long total = a.size() - 2L;
    for (int i = 1; i < a.size(); i++) {
      total += a.width(i);
    }
    return capped(total, a.collation(1, a.size()));
  }

  private static SqlType exportSet(Arguments a) {
    long longest = Math.max(a.width(1), a.width(2));
    long separator = a.size() > 3 ? a.width(3) : 1;
    return capped(longest * 64 + separator * 63, a.collation(1, Math.min(4, a.size())));
  }
}
