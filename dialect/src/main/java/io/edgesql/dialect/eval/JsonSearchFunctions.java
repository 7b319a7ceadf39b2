package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Comparison;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.json.Json;
import io.edgesql.dialect.eval.json.JsonComparison;
import io.edgesql.dialect.eval.json.JsonEdit;
import io.edgesql.dialect.eval.json.JsonPath;
import io.edgesql.dialect.eval.json.JsonReader;
import io.edgesql.dialect.eval.json.JsonSize;
import io.edgesql.dialect.eval.json.JsonSyntaxException;
import io.edgesql.dialect.eval.json.JsonTooDeepException;
import io.edgesql.dialect.eval.json.JsonWriter;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON_* functions that look into documents. */
final class JsonSearchFunctions {
  private JsonSearchFunctions() {}

  static void register(Functions functions) {
    functions.lenient("JSON_VALID", JsonSearchFunctions::valid);
    JsonFunctions.documents(functions, "JSON_TYPE", 1, JsonSearchFunctions::type);
    JsonFunctions.documents(functions, "JSON_KEYS", 1, JsonSearchFunctions::keys);
    JsonFunctions.documents(functions, "JSON_LENGTH", 1, JsonSearchFunctions::length);
    JsonFunctions.documents(
        functions, "JSON_DEPTH", 1, call -> number(depth(JsonFunctions.document(call, 0))));
    JsonFunctions.documents(functions, "JSON_CONTAINS", 2, JsonSearchFunctions::contains);
    JsonFunctions.documents(functions, "JSON_CONTAINS_PATH", 1, JsonSearchFunctions::containsPath);
    JsonFunctions.documents(functions, "JSON_OVERLAPS", 2, JsonSearchFunctions::overlaps);
    JsonFunctions.documents(
        functions,
        "JSON_STORAGE_SIZE",
        1,
        call -> number(JsonSize.of(JsonFunctions.document(call, 0))));
    functions.strict("MEMBER_OF", JsonSearchFunctions::memberOf);
    functions.lenient("JSON_SEARCH", JsonSearchFunctions::search);
  }

  private static Value number(long value) {
    return new Value.Int(value, false);
  }

  private static Value valid(Invocation call) {
    TypeName name = call.type(0).name();
    if (name.isNumeric() || name.isTemporal() || name == TypeName.ENUM || name == TypeName.SET) {
      return LogicalOperators.FALSE;
    }
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    if (call.value(0) instanceof Value.Json) {
      return LogicalOperators.TRUE;
    }
    if (!(call.value(0) instanceof Value.Text)) {
      return LogicalOperators.FALSE;
    }
    try {
      JsonReader.read(call.text(0));
      return LogicalOperators.TRUE;
    } catch (JsonSyntaxException wrong) {
      if (call.argument(0) instanceof Typed.Parameter) {
        // A text that is given is cast to a document first.
        throw SqlException.of(
            ErrorCode.ER_INVALID_JSON_TEXT_IN_PARAM,
            1,
            "cast_as_json",
            wrong.text(),
            wrong.position());
      }
      return LogicalOperators.FALSE;
    } catch (JsonTooDeepException wrong) {
      return LogicalOperators.FALSE;
    }
  }

  private static Value type(Invocation call) {
    return call.string(typeName(JsonFunctions.document(call, 0)));
  }

  private static String typeName(Json json) {
    if (json instanceof Json.Members) {
      return "OBJECT";
    }
    if (json instanceof Json.Items) {
      return "ARRAY";
    }
    if (json instanceof Json.Text) {
      return "STRING";
    }
    if (json instanceof Json.Whole whole) {
      return whole.unsigned() ? "UNSIGNED INTEGER" : "INTEGER";
    }
    if (json instanceof Json.Exact) {
      return "DECIMAL";
    }
    if (json instanceof Json.Real) {
      return "DOUBLE";
    }
    if (json instanceof Json.Flag) {
      return "BOOLEAN";
    }
    return json instanceof Json.Opaque opaque ? opaque.type() : "NULL";
  }

  /** The document, or what the path in the second argument finds. */
  private static @Nullable Json part(Invocation call) {
    Json document = JsonFunctions.document(call, 0);
    if (call.count() < 2) {
      return document;
    }
    JsonPath path = JsonFunctions.path(call, 1);
    List<Json> found = path.find(document);
    if (path.isWild()) {
      return found.isEmpty() ? null : new Json.Items(found);
    }
    return found.isEmpty() ? null : found.get(0);
  }

  private static Value keys(Invocation call) {
    Json document = JsonFunctions.document(call, 0);
    List<Json> parts =
        call.count() < 2
            ? List.of(document)
            : JsonFunctions.exactPath(call, 1).findUnwrapped(document);
    if (parts.isEmpty() || !(parts.get(0) instanceof Json.Members members)) {
      return Value.Null.NULL;
    }
    List<Json> names = new ArrayList<>();
    members.map().keySet().forEach(name -> names.add(new Json.Text(name)));
    return JsonFunctions.result(new Json.Items(names));
  }

  private static Value length(Invocation call) {
    Json part = part(call);
    if (part == null) {
      return Value.Null.NULL;
    }
    if (part instanceof Json.Items items) {
      return number(items.list().size());
    }
    return number(part instanceof Json.Members members ? members.map().size() : 1);
  }

  private static int depth(Json json) {
    int below = 0;
    if (json instanceof Json.Items items) {
      for (Json item : items.list()) {
        below = Math.max(below, depth(item));
      }
    } else if (json instanceof Json.Members members) {
      for (Json member : members.map().values()) {
        below = Math.max(below, depth(member));
      }
    }
    return below + 1;
  }

  private static Value contains(Invocation call) {
    Json target = JsonFunctions.document(call, 0);
    Json candidate = JsonFunctions.document(call, 1);
    if (call.count() > 2) {
      List<Json> found = JsonFunctions.exactPath(call, 2).find(target);
      if (found.isEmpty()) {
        return Value.Null.NULL;
      }
      target = found.get(0);
    }
    return LogicalOperators.bool(JsonEdit.contains(target, candidate));
  }

  private static boolean isAll(Invocation call, int index) {
    String mode = call.text(index).toLowerCase(Locale.ROOT);
    if (!mode.equals("one") && !mode.equals("all")) {
      throw new SqlException(
          3154,
          "42000",
          "The oneOrAll argument to "
              + call.call().name().toLowerCase(Locale.ROOT)
              + " may take these values: 'one' or 'all'.");
    }
    return mode.equals("all");
  }

  private static Value containsPath(Invocation call) {
    Json document = JsonFunctions.document(call, 0);
    boolean all = isAll(call, 1);
    for (int i = 2; i < call.count(); i++) {
      boolean found = !JsonFunctions.path(call, i).find(document).isEmpty();
      if (found != all) {
        return LogicalOperators.bool(found);
      }
    }
    return LogicalOperators.bool(all);
  }

  private static Value overlaps(Invocation call) {
    return LogicalOperators.bool(
        JsonEdit.overlaps(JsonFunctions.document(call, 0), JsonFunctions.document(call, 1)));
  }

  private static Value memberOf(Invocation call) {
    JsonFunctions.checkDocument(call, 1);
    Json wanted = JsonFunctions.scalar(call, 0);
    Json document = JsonFunctions.document(call, 1);
    List<Json> items = document instanceof Json.Items array ? array.list() : List.of(document);
    return LogicalOperators.bool(
        items.stream().anyMatch(item -> JsonComparison.compare(item, wanted) == 0));
  }

  /** What JSON_SEARCH looks for. */
  private record Wanted(String pattern, int escape, Collation collation) {
    boolean matches(String text) {
      return LikePattern.matches(text, pattern, escape, collation);
    }
  }

  /**
   * The document's texts are utf8mb4_bin, which a column's collation outweighs.
   *
   * @throws io.edgesql.dialect.SqlException 1267
   */
  private static Collation searchCollation(Invocation call) {
    Typed.Call text =
        new Typed.Call("JSON_UNQUOTE", List.of(), SqlType.varchar(1, SqlType.JSON.collation()));
    Comparison comparison = Comparison.of(text, call.argument(2), "like");
    return comparison.kind() == Comparison.Kind.STRING
        ? comparison.collation()
        : Collation.UTF8MB4_BIN;
  }

  private static boolean hasText(Json document) {
    return document instanceof Json.Items array
        ? array.list().stream().anyMatch(JsonSearchFunctions::hasText)
        : document instanceof Json.Members members
            ? members.map().values().stream().anyMatch(JsonSearchFunctions::hasText)
            : document instanceof Json.Text;
  }

  /** JSON_SEARCH(document, one|all, pattern[, escape[, path …]]). */
  private static Value search(Invocation call) {
    Collation collation = searchCollation(call);
    JsonFunctions.checkDocument(call, 0);
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    Json document = JsonFunctions.document(call, 0);
    if (call.isNull(1)) {
      return Value.Null.NULL;
    }
    boolean all = isAll(call, 1);
    // What is looked for is not asked for where there is no text.
    if (!hasText(document)) {
      return Value.Null.NULL;
    }
    for (int i = 2; i < call.count(); i++) {
      if (i != 3 && call.isNull(i)) {
        return Value.Null.NULL;
      }
    }
    int escape = '\\';
    if (call.count() > 3 && !call.isNull(3) && !call.text(3).isEmpty()) {
      escape = call.text(3).codePointAt(0);
    }
    List<String> found = new ArrayList<>();
    String pattern = call.text(2);
    Wanted wanted = new Wanted(pattern, escape, collation);
    if (call.count() <= 4) {
      collect(document, "$", wanted, found);
    }
    for (int i = 4; i < call.count(); i++) {
      JsonPath path = JsonFunctions.path(call, i);
      for (Json start : path.find(document)) {
        collectBelow(document, "$", start, wanted, found);
      }
    }
    if (found.isEmpty()) {
      return Value.Null.NULL;
    }
    if (!all || found.size() == 1) {
      return JsonFunctions.result(new Json.Text(found.get(0)));
    }
    List<Json> paths = new ArrayList<>();
    found.stream().distinct().forEach(path -> paths.add(new Json.Text(path)));
    return JsonFunctions.result(paths.size() == 1 ? paths.get(0) : new Json.Items(paths));
  }

  /** Finds where a part stands (by identity), so that its texts get their whole paths. */
  private static void collectBelow(
      Json at, String path, Json start, Wanted wanted, List<String> out) {
    if (isSame(at, start)) {
      collect(at, path, wanted, out);
    } else if (at instanceof Json.Items items) {
      for (int i = 0; i < items.list().size(); i++) {
        collectBelow(items.list().get(i), path + "[" + i + "]", start, wanted, out);
      }
    } else if (at instanceof Json.Members members) {
      for (Map.Entry<String, Json> member : members.map().entrySet()) {
        collectBelow(member.getValue(), path + leg(member.getKey()), start, wanted, out);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // two equal parts stand at different places
  private static boolean isSame(Json a, Json b) {
    return a == b;
  }

  private static void collect(Json at, String path, Wanted wanted, List<String> out) {
    if (at instanceof Json.Text text) {
      if (wanted.matches(text.text())) {
        out.add(path);
      }
    } else if (at instanceof Json.Items items) {
      for (int i = 0; i < items.list().size(); i++) {
        collect(items.list().get(i), path + "[" + i + "]", wanted, out);
      }
    } else if (at instanceof Json.Members members) {
      for (Map.Entry<String, Json> member : members.map().entrySet()) {
        collect(member.getValue(), path + leg(member.getKey()), wanted, out);
      }
    }
  }

  private static String leg(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plain =
          i == 0
              ? Character.isUnicodeIdentifierStart(c) || c == '_' || c == '$'
              : Character.isUnicodeIdentifierPart(c) || c == '$';
      if (!plain) {
        return "." + JsonWriter.quote(name);
      }
    }
    return name.isEmpty() ? ".\"\"" : "." + name;
  }
}
