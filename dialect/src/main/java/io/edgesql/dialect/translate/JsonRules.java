package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON functions inside conditions, groups and orders (results that are merely shown are made in
 * Java).
 *
 * <pre>{@code
 * JSON_UNQUOTE(JSON_EXTRACT(d, '$.a'))   text of d's member a
 * JSON_EXTRACT(d, '$.a') = 5             d -> '$.a' read as a number, where it is one
 * JSON_LENGTH(d)                         json_array_length, or the number of members
 * }</pre>
 */
final class JsonRules {
  static final Map<String, Lowering.Rule> RULES = new HashMap<>();

  static {
    RULES.put("JSON_EXTRACT", JsonRules::extract);
    RULES.put("JSON_UNQUOTE", JsonRules::unquote);
    RULES.put("JSON_VALUE", JsonRules::value);
    RULES.put("JSON_TYPE", JsonRules::type);
    RULES.put(
        "JSON_VALID",
        (l, c) -> Lowered.integer(Sql.call("json_valid", l.text(c.arguments().get(0))), c.type()));
    RULES.put("JSON_LENGTH", JsonRules::length);
    RULES.put(
        "JSON_KEYS",
        (l, c) ->
            json(
                Sql.f(
                    "CASE WHEN json_type({0})='object' THEN (SELECT json_group_array(key) FROM"
                        + " json_each({0})) END",
                    l.text(c.arguments().get(0))),
                c));
    RULES.put("JSON_ARRAY", (l, c) -> json(Sql.call("json_array", items(l, c)), c));
    RULES.put("JSON_OBJECT", (l, c) -> json(Sql.call("json_object", items(l, c)), c));
    RULES.put("JSON_SET", (l, c) -> edit(l, c, "json_set"));
    RULES.put("JSON_INSERT", (l, c) -> edit(l, c, "json_insert"));
    RULES.put("JSON_REPLACE", (l, c) -> edit(l, c, "json_replace"));
    RULES.put("JSON_REMOVE", JsonRules::remove);
    RULES.put(
        "JSON_QUOTE",
        (l, c) -> Lowered.text(Sql.call("json_quote", l.text(c.arguments().get(0))), c.type()));
    RULES.put("JSON_CONTAINS_PATH", JsonRules::containsPath);
    RULES.put("JSON_CONTAINS", JsonRules::contains);
    RULES.put("MEMBER_OF", JsonRules::memberOf);
  }

  private static final String COMPOUND_TEXT = "the text of a JSON array or object inside the shard";

  private JsonRules() {}

  private static Lowered json(Sql sql, Typed.Call c) {
    return Lowered.of(sql, Kind.JSON, c.type());
  }

  /** A path in SQLite's spelling: the same but for {@code last} and wildcards. */
  private static Sql path(Lowering l, Typed e) {
    String path = l.pinnedText(e, "JSON path");
    if (path.indexOf('*') >= 0 || path.contains(" to ")) {
      throw Conversions.unsupported("JSON paths with wildcards or ranges here");
    }
    String converted = path.replace("[last]", "[#-1]").replace("[last-", "[#-");
    return new Sql.Text(converted);
  }

  /** A scalar argument as a value that SQLite's JSON functions embed. */
  private static Sql embedded(Lowering l, Typed e) {
    SqlType type = e.type();
    if (type.is(TypeName.JSON)) {
      return Sql.call("json", l.lower(e).sql());
    }
    if (type.name().isInteger()) {
      return l.integer(e);
    }
    if (type.name().isNumeric()) {
      return type.is(TypeName.DECIMAL) ? Sql.call("json", l.text(e)) : l.real(e);
    }
    return l.text(e);
  }

  private static Sql[] items(Lowering l, Typed.Call c) {
    List<Sql> out = new ArrayList<>();
    for (Typed argument : c.arguments()) {
      out.add(embedded(l, argument));
    }
    return out.toArray(new Sql[0]);
  }

  private static Lowered extract(Lowering l, Typed.Call c) {
    Sql document = l.text(c.arguments().get(0));
    if (c.arguments().size() == 2) {
      return json(Sql.f("{0} -> {1}", document, path(l, c.arguments().get(1))), c);
    }
    throw Conversions.unsupported("JSON_EXTRACT with several paths here");
  }

  private static Lowered unquote(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    if (x instanceof Typed.Call call
        && call.name().equals("JSON_EXTRACT")
        && call.arguments().size() == 2) {
      Sql document = l.text(call.arguments().get(0));
      Sql path = path(l, call.arguments().get(1));
      Sql refused = l.guard(COMPOUND_TEXT);
      return Lowered.text(
          Sql.f(
              "CASE json_type({0},{1}) WHEN 'text' THEN {0} ->> {1} WHEN 'array' THEN {2} WHEN"
                  + " 'object' THEN {2} ELSE {0} -> {1} END",
              document, path, refused),
          c.type());
    }
    Sql text = l.text(x);
    return Lowered.text(
        Let.of(
            text,
            v ->
                Sql.f(
                    "CASE WHEN {0} LIKE '\"%\"' AND json_valid({0}) THEN {0} ->> '$' ELSE {0} END",
                    v)),
        c.type());
  }

  private static Lowered value(Lowering l, Typed.Call c) {
    for (int i = 2; i < c.arguments().size(); i += 2) {
      if (!(c.arguments().get(i) instanceof Typed.Constant kind)
          || !(kind.value() instanceof Value.Text text)
          || !text.text().equals("NULL")) {
        throw Conversions.unsupported("DEFAULT and ERROR of JSON_VALUE");
      }
    }
    Sql document = l.text(c.arguments().get(0));
    Sql path = path(l, c.arguments().get(1));
    Sql refused = l.guard(COMPOUND_TEXT);
    Lowered found =
        Lowered.text(
            Sql.f(
                "CASE json_type({0},{1}) WHEN 'null' THEN NULL WHEN 'text' THEN {0} ->> {1} WHEN"
                    + " 'array' THEN {2} WHEN 'object' THEN {2} ELSE {0} -> {1} END",
                document, path, refused),
            SqlType.varchar(-1, SqlType.JSON.collation()));
    return l.allowsSubqueries()
        ? Conversions.to(found, Conversions.computed(c.type()), c.type())
        : TextNumbers.cast(l, found, c.type(), TextNumbers.REFUSED);
  }

  private static Lowered type(Lowering l, Typed.Call c) {
    return Lowered.text(
        Sql.f(
            "CASE json_type({0}) WHEN 'text' THEN 'STRING' WHEN 'real' THEN 'DOUBLE' WHEN 'true'"
                + " THEN 'BOOLEAN' WHEN 'false' THEN 'BOOLEAN' ELSE upper(json_type({0})) END",
            l.text(c.arguments().get(0))),
        c.type());
  }

  private static Lowered length(Lowering l, Typed.Call c) {
    Sql document = l.text(c.arguments().get(0));
    Sql path = c.arguments().size() > 1 ? path(l, c.arguments().get(1)) : new Sql.Text("$");
    Sql members =
        l.allowsSubqueries()
            ? Sql.f("(SELECT count(*) FROM json_each({0},{1}))", document, path)
            : Sql.when(
                Sql.f("{0} -> {1} = {2}", document, path, new Sql.Text("{}")),
                Terms.ZERO,
                l.guard("JSON_LENGTH of an object inside the shard"));
    return Lowered.integer(
        Sql.f(
            "CASE json_type({0},{1}) WHEN 'array' THEN json_array_length({0},{1}) WHEN 'object'"
                + " THEN {2} ELSE CASE WHEN json_type({0},{1}) IS NOT NULL THEN 1 END END",
            document, path, members),
        c.type());
  }

  private static Lowered edit(Lowering l, Typed.Call c, String function) {
    List<Sql> arguments = new ArrayList<>();
    arguments.add(l.text(c.arguments().get(0)));
    for (int i = 1; i + 1 < c.arguments().size(); i += 2) {
      arguments.add(path(l, c.arguments().get(i)));
      arguments.add(embedded(l, c.arguments().get(i + 1)));
    }
    return json(new Sql.Function(function, arguments), c);
  }

  private static Lowered remove(Lowering l, Typed.Call c) {
    List<Sql> arguments = new ArrayList<>();
    arguments.add(l.text(c.arguments().get(0)));
    for (Typed path : c.arguments().subList(1, c.arguments().size())) {
      arguments.add(path(l, path));
    }
    return json(new Sql.Function("json_remove", arguments), c);
  }

  private static Lowered containsPath(Lowering l, Typed.Call c) {
    Sql document = l.text(c.arguments().get(0));
    boolean all = l.pinnedText(c.arguments().get(1), "JSON_CONTAINS_PATH").equalsIgnoreCase("all");
    List<Sql> tests = new ArrayList<>();
    for (Typed path : c.arguments().subList(2, c.arguments().size())) {
      tests.add(Sql.f("json_type({0},{1}) IS NOT NULL", document, path(l, path)));
    }
    Sql found = all ? Sql.and(tests) : Sql.or(tests);
    return Lowered.integer(
        Sql.f("CASE WHEN {0} IS NOT NULL THEN {1} END", document, found), c.type());
  }

  /** A scalar candidate: equal to the document, or to an element of an array. */
  private static Lowered contains(Lowering l, Typed.Call c) {
    Sql document = l.text(c.arguments().get(0));
    if (c.arguments().size() > 2) {
      document = Sql.f("{0} -> {1}", document, path(l, c.arguments().get(2)));
    }
    Typed candidate = c.arguments().get(1);
    if (!l.isConstant(candidate)) {
      throw Conversions.unsupported("JSON_CONTAINS with a candidate over columns");
    }
    Sql wanted = l.text(candidate);
    return Lowered.integer(
        Sql.f(
            "CASE WHEN json_type({1}) IN ('array','object') THEN NOT EXISTS (SELECT 1 FROM"
                + " json_each({1}) AS w WHERE CASE json_type({1}) WHEN 'object' THEN NOT"
                + " coalesce(({0} -> ('$.\"'||w.key||'\"'))=json({1}) -> ('$.\"'||w.key||'\"'),0)"
                + " ELSE NOT EXISTS (SELECT 1 FROM json_each({0}) AS d WHERE d.type=w.type AND"
                + " d.value IS w.value) END) WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN EXISTS"
                + " (SELECT 1 FROM json_each({0}) WHERE type=json_type({1}) AND value IS"
                + " ({1} ->> '$')) END",
            document, wanted),
        c.type());
  }

  private static Lowered memberOf(Lowering l, Typed.Call c) {
    Sql array = l.text(c.arguments().get(1));
    Sql value = embedded(l, c.arguments().get(0));
    return Lowered.integer(
        Sql.f(
            "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN EXISTS (SELECT 1 FROM"
                + " json_each({0}) WHERE value IS {1}) END",
            array, value),
        c.type());
  }

  /** A JSON value against a scalar: numbers with numbers, strings with strings. */
  static ComparisonRules.Pair pair(Lowering l, Typed a, Typed b) {
    boolean left = a.type().is(TypeName.JSON);
    boolean right = b.type().is(TypeName.JSON);
    if (left && right) {
      return ComparisonRules.plain(
          Sql.call("json", l.text(a)), Sql.call("json", l.text(b)), Domain.JSON);
    }
    Sql document = Sql.f("{0} ->> '$'", l.text(left ? a : b));
    Typed other = left ? b : a;
    Sql scalar = other.type().name().isNumeric() ? numeric(l, other) : l.text(other);
    return left
        ? ComparisonRules.plain(document, scalar, Domain.JSON)
        : ComparisonRules.plain(scalar, document, Domain.JSON);
  }

  private static Sql numeric(Lowering l, Typed e) {
    return Domain.isExactInteger(e.type()) ? Sql.f("+{0}", l.integer(e)) : l.real(e);
  }
}
