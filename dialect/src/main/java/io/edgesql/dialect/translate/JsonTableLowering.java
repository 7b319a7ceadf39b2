package io.edgesql.dialect.translate;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.eval.json.Json;
import io.edgesql.dialect.eval.json.JsonReader;
import io.edgesql.dialect.eval.json.JsonSyntaxException;
import io.edgesql.dialect.eval.json.JsonWriter;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON_TABLE over json_each: a path to one value or, with [*] at its end, to an array's elements.
 */
final class JsonTableLowering {
  private JsonTableLowering() {}

  static SqlQuery.From lower(Lowering l, BoundQuery.JsonTableSource source) {
    Query.JsonTable definition = source.definition();
    boolean each = definition.path().endsWith("[*]");
    String path =
        each ? definition.path().substring(0, definition.path().length() - 3) : definition.path();
    if (path.indexOf('*') >= 0) {
      throw Conversions.unsupported("JSON_TABLE with wildcards within its path");
    }
    Sql document = l.text(source.document());
    // A path that finds nothing gives no row, and so does [*] of what is no array.
    String found =
        each
            ? "CASE json_type({0},{1}) WHEN 'array' THEN {0} -> {1} ELSE '[]' END"
            : "CASE WHEN json_type({0},{1}) IS NULL THEN '[]'"
                + " ELSE json_array(json({0} -> {1})) END";
    List<Sql> arguments = List.of(Sql.f(found, document, new Sql.Text(path)));
    String alias = "j" + source.id();
    List<Lowered> columns = new ArrayList<>();
    for (Query.JsonTableColumn column : definition.columns()) {
      columns.add(column(alias, column));
    }
    l.addSource(source.id(), columns);
    return new SqlQuery.TableFrom("json_each", arguments, alias);
  }

  private static Lowered column(String alias, Query.JsonTableColumn column) {
    Sql value = new Sql.Column(alias, "value");
    Sql type = new Sql.Column(alias, "type");
    if (!column.nested().isEmpty()) {
      throw Conversions.unsupported("JSON_TABLE with NESTED PATH");
    }
    SqlType target = column.type();
    if (target == null) {
      return Lowered.integer(Sql.f("{0}+1", new Sql.Column(alias, "key")), SqlType.BIGINT);
    }
    // Elements that are no containers have lost their quotes in json_each's value.
    Sql document =
        Sql.f(
            "CASE {1} WHEN 'array' THEN {0} WHEN 'object' THEN {0} ELSE json_quote({0}) END",
            value, type);
    Sql path = new Sql.Text(column.path());
    if (column.exists()) {
      return Lowered.integer(Sql.f("json_type({0},{1}) IS NOT NULL", document, path), target);
    }
    Sql found = Sql.f("json_type({0},{1})", document, path);
    String missing = "ER_MISSING_JSON_TABLE_VALUE|" + column.name();
    Sql empty = instead(column.onEmpty(), target, missing);
    if (target.is(TypeName.JSON)) {
      // JSON's null is no value here.
      Sql json = Sql.f("CASE WHEN {2}<>'null' THEN {0} -> {1} END", document, path, found);
      return Lowered.of(orEmpty(found, empty, json), Representation.Kind.JSON, target);
    }
    Sql text = Sql.f("{0} ->> {1}", document, path);
    Sql scalar =
        new Sql.Case(
            List.of(
                Sql.f("{0} IN ('array','object')", found),
                invalid(found, text, target),
                Sql.f("{0}<>'null' AND {1}", found, outOfRange(text, target))),
            List.of(
                instead(column.onError(), target, "ER_WRONG_JSON_TABLE_VALUE|" + column.name()),
                instead(
                    column.onError(),
                    target,
                    "ER_INVALID_JSON_VALUE_FOR_CAST|" + cast(target) + "||" + column.name() + "|1"),
                instead(column.onError(), target, "ER_JT_VALUE_OUT_OF_RANGE|" + column.name())),
            converted(found, text, target));
    return new Lowered(orEmpty(found, empty, scalar), Conversions.computed(target), target, false);
  }

  private static Sql orEmpty(Sql found, Sql empty, Sql value) {
    return new Sql.Case(List.of(Sql.f("{0} IS NULL", found)), List.of(empty), value);
  }

  /** JSON's numbers are rounded, and its truth values are 1 and 0, or words in a text. */
  private static Sql converted(Sql found, Sql text, SqlType target) {
    if (target.name().isInteger()) {
      return Sql.f(
          "CASE {0} WHEN 'integer' THEN {1} WHEN 'null' THEN NULL"
              + " ELSE CAST(round({1}+0.0) AS INTEGER) END",
          found, text);
    }
    Sql words =
        target.name().isCharacter()
            ? Sql.f("CASE {0} WHEN 'true' THEN {0} WHEN 'false' THEN {0} ELSE {1} END", found, text)
            : text;
    return Conversions.to(asText(words), Conversions.computed(target), target).sql();
  }

  /** A text that is no number where one is wanted. */
  private static Sql invalid(Sql found, Sql text, SqlType target) {
    if (!target.name().isNumeric()) {
      return Sql.f("{0}<>{0}", found);
    }
    return Sql.f(
        "{0}='text' AND coalesce(CASE WHEN json_valid({1}) THEN json_type({1}) END,'')"
            + " NOT IN ('integer','real')",
        found, text);
  }

  private static Sql outOfRange(Sql text, SqlType target) {
    TypeName name = target.name();
    if (name == TypeName.CHAR || name == TypeName.VARCHAR) {
      return Sql.f("length({0})>{1}", text, Sql.number(target.length()));
    }
    int bits =
        switch (name) {
          case TINYINT -> 8;
          case SMALLINT -> 16;
          case MEDIUMINT -> 24;
          case INT -> 32;
          default -> 0;
        };
    if (bits == 0) {
      return Terms.ZERO;
    }
    long low = target.unsigned() ? 0 : -(1L << (bits - 1));
    return Sql.f(
        "round({0}+0.0) NOT BETWEEN {1} AND {2}",
        text, Sql.number(low), Sql.number(low + (1L << bits) - 1));
  }

  /** What stands where there is no value, or a wrong one: NULL, a default or an error. */
  private static Sql instead(@Nullable String action, SqlType target, String error) {
    if (action == null || action.equals("NULL")) {
      return Terms.NULL;
    }
    if (action.equals("ERROR")) {
      return Raised.error(error);
    }
    Json json = json(action.substring("DEFAULT ".length()));
    if (target.is(TypeName.JSON)) {
      return new Sql.Text(JsonWriter.write(json, Double::toString));
    }
    String text =
        json instanceof Json.Text string
            ? string.text()
            : json instanceof Json.Flag flag
                ? flag.value() ? "1" : "0"
                : JsonWriter.write(json, Double::toString);
    return json == Json.Nothing.NULL
        ? Terms.NULL
        : Conversions.to(asText(new Sql.Text(text)), Conversions.computed(target), target).sql();
  }

  private static Json json(String text) {
    try {
      return JsonReader.read(text);
    } catch (JsonSyntaxException wrong) {
      throw new SqlException(
          3141,
          "22032",
          "Invalid JSON text in argument 1 to function JSON_TABLE: \""
              + wrong.text()
              + "\" at position "
              + wrong.position()
              + ".");
    }
  }

  private static Lowered asText(Sql text) {
    return Lowered.text(text, SqlType.varchar(-1, SqlType.JSON.collation()));
  }

  /** MySQL's name of the type that a value is cast to. */
  private static String cast(SqlType target) {
    return target.name().isInteger() ? "INTEGER" : target.name().name();
  }
}
