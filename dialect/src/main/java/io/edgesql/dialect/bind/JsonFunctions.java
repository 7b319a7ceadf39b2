package io.edgesql.dialect.bind;

import static io.edgesql.dialect.bind.NativeFunction.MANY;

import io.edgesql.dialect.bind.NativeFunction.Nulls;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.Objects;

/** The manual's "JSON Functions". */
final class JsonFunctions {
  /** Of what JSON_VALUE gives. */
  static final Collation VALUE =
      Objects.requireNonNull(Collations.byName("utf8mb4_0900_bin"), "utf8mb4_0900_bin");

  private JsonFunctions() {}

  static void addTo(FunctionTypes all) {
    json(all, "JSON_EXTRACT JSON_REMOVE JSON_MERGE_PATCH JSON_MERGE_PRESERVE JSON_MERGE", 2, MANY);
    json(all, "JSON_SET JSON_INSERT JSON_REPLACE JSON_ARRAY_APPEND JSON_ARRAY_INSERT", 3, MANY);
    json(all, "JSON_OBJECT JSON_ARRAY", 0, MANY);
    json(all, "JSON_KEYS", 1, 2);
    json(all, "JSON_SEARCH", 3, MANY);
    json(all, "JSON_SCHEMA_VALIDATION_REPORT", 2, 2);
    number(all, "JSON_LENGTH", 1, 2);
    number(all, "JSON_DEPTH JSON_VALID JSON_STORAGE_SIZE JSON_STORAGE_FREE", 1, 1);
    number(all, "JSON_CONTAINS", 2, 3);
    number(all, "JSON_CONTAINS_PATH", 3, MANY);
    all.add("JSON_OVERLAPS MEMBER_OF JSON_SCHEMA_VALID", 2, 2, Nulls.ALWAYS, a -> SqlType.BOOLEAN);
    all.add("JSON_TYPE", 1, 1, Nulls.ALWAYS, a -> text(17));
    all.add("JSON_QUOTE", 1, 1, Nulls.ALWAYS, a -> text(a.width(0) * 6 + 2));
    all.add("JSON_UNQUOTE", 1, 1, Nulls.ALWAYS, JsonFunctions::unquoted);
    all.add("JSON_PRETTY", 1, 1, Nulls.ALWAYS, a -> text(Widths.MAX_TEXT));
    all.add("JSON_VALUE", 2, 6, Nulls.ALWAYS, a -> Widths.text(512, VALUE));
  }

  private static void json(FunctionTypes all, String names, int minimum, int maximum) {
    all.add(names, minimum, maximum, Nulls.ALWAYS, a -> SqlType.JSON);
  }

  private static void number(FunctionTypes all, String names, int minimum, int maximum) {
    all.add(names, minimum, maximum, Nulls.ALWAYS, a -> Widths.bigint(21, false));
  }

  /** Text made from JSON is utf8mb4_bin. */
  private static SqlType text(long characters) {
    return Widths.text(characters, Collation.UTF8MB4_BIN);
  }

  private static SqlType unquoted(Arguments a) {
    return a.is(0, TypeName.JSON)
        ? text(4_294_967_295L)
        : Widths.text(a.width(0), Collation.UTF8MB4_BIN);
  }
}
