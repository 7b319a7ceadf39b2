package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.json.Json;
import io.edgesql.dialect.eval.json.JsonEdit;
import io.edgesql.dialect.eval.json.JsonPath;
import io.edgesql.dialect.eval.json.JsonReader;
import io.edgesql.dialect.eval.json.JsonSyntaxException;
import io.edgesql.dialect.eval.json.JsonTooDeepException;
import io.edgesql.dialect.eval.json.JsonWriter;
import io.edgesql.dialect.eval.spatial.GeoJson;
import io.edgesql.dialect.eval.spatial.Geometry;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON_* functions that make, read and change documents. */
final class JsonFunctions {
  private static final long HOUR = 3_600_000_000L;

  private JsonFunctions() {}

  static void register(Functions functions) {
    functions.lenient("JSON_ARRAY", JsonFunctions::array);
    functions.lenient("JSON_OBJECT", JsonFunctions::object);
    functions.strict("JSON_QUOTE", JsonFunctions::quote);
    functions.strict("JSON_UNQUOTE", JsonFunctions::unquote);
    documents(functions, "JSON_EXTRACT", 1, JsonFunctions::extract);
    functions.lenient("JSON_SET", call -> edit(call, JsonEdit.Mode.SET));
    functions.lenient("JSON_INSERT", call -> edit(call, JsonEdit.Mode.INSERT));
    functions.lenient("JSON_REPLACE", call -> edit(call, JsonEdit.Mode.REPLACE));
    documents(functions, "JSON_REMOVE", 1, JsonFunctions::remove);
    functions.lenient("JSON_ARRAY_APPEND", JsonFunctions::append);
    functions.lenient("JSON_ARRAY_INSERT", call -> pairs(call, JsonFunctions::insertItem));
    functions.lenient("JSON_MERGE_PATCH", JsonFunctions::mergePatch);
    documents(functions, "JSON_MERGE_PRESERVE", Integer.MAX_VALUE, JsonFunctions::merge);
    documents(functions, "JSON_MERGE", Integer.MAX_VALUE, JsonFunctions::merge);
    documents(
        functions,
        "JSON_PRETTY",
        1,
        call -> call.string(JsonWriter.writePretty(document(call, 0), RealText::ofDouble)));
    functions.lenient("JSON_VALUE", JsonFunctions::value);
    JsonSearchFunctions.register(functions);
  }

  /**
   * A function that is NULL if an argument is, and whose first arguments are documents: one that
   * can be none is an error even if it is NULL, and each is read before the next one is looked at.
   */
  static void documents(Functions functions, String name, int count, Functions.Body body) {
    functions.lenient(
        name,
        call -> {
          for (int i = 0; i < Math.min(count, call.count()); i++) {
            checkDocument(call, i);
            if (call.isNull(i)) {
              return Value.Null.NULL;
            }
            if (!(call.value(i) instanceof Value.Json)) {
              document(call, i);
            }
          }
          return call.hasNull() ? Value.Null.NULL : body.apply(call);
        });
  }

  /** What is wrong with its document is for ON ERROR to say. */
  private static Value value(Invocation call) {
    checkDocument(call, 0);
    return call.hasNull() ? Value.Null.NULL : JsonValue.of(call);
  }

  /**
   * Whether the argument's type allows a document.
   *
   * @throws SqlException 3146
   */
  static void checkDocument(Invocation call, int index) {
    TypeName name = call.type(index).name();
    if (name.isNumeric() || name.isTemporal() || name == TypeName.ENUM || name == TypeName.SET) {
      throw noDocument(call, index);
    }
  }

  private static SqlException noDocument(Invocation call, int index) {
    return new SqlException(
        3146,
        "22032",
        "Invalid data type for JSON data in argument "
            + (index + 1)
            + " to function "
            + function(call)
            + "; a JSON string or JSON type is required.");
  }

  /** The function's name in errors. */
  private static String function(Invocation call) {
    String name = call.call().name();
    return name.equals("MEMBER_OF") ? "member of" : name.toLowerCase(Locale.ROOT);
  }

  /** Bytes are no text, whatever they hold. */
  static SqlException binary() {
    return new SqlException(
        3144, "22032", "Cannot create a JSON value from a string with CHARACTER SET 'binary'.");
  }

  /** A document's tree; nobody may change it. */
  static Json tree(Value.Json document) {
    return document.tree() instanceof Json known ? known : JsonReader.read(document.text());
  }

  static Value result(Json json) {
    return new Value.Json(JsonWriter.write(json, RealText::ofDouble), json);
  }

  /** An argument that must be a document: JSON, or a text that is JSON. */
  static Json document(Invocation call, int index) {
    Value value = call.value(index);
    if (value instanceof Value.Json json) {
      return tree(json);
    }
    if (value instanceof Value.Bytes) {
      throw binary();
    }
    if (!(value instanceof Value.Text)) {
      throw noDocument(call, index);
    }
    try {
      return JsonReader.read(Coercion.string(value, call.type(index)));
    } catch (JsonSyntaxException wrong) {
      throw SqlException.of(
          ErrorCode.ER_INVALID_JSON_TEXT_IN_PARAM,
          index + 1,
          function(call),
          wrong.text(),
          wrong.position());
    } catch (JsonTooDeepException deep) {
      throw new SqlException(3157, "22032", String.valueOf(deep.getMessage()));
    }
  }

  static JsonPath path(Invocation call, int index) {
    try {
      return JsonPath.parse(Coercion.string(call.value(index), call.type(index)));
    } catch (JsonPath.SyntaxException wrong) {
      throw SqlException.of(ErrorCode.ER_INVALID_JSON_PATH, wrong.position());
    }
  }

  /** A path that names one place. */
  static JsonPath exactPath(Invocation call, int index) {
    JsonPath path = path(call, index);
    if (path.isWild()) {
      throw new SqlException(
          3149,
          "42000",
          "In this situation, path expressions may not contain the * and ** tokens or an array"
              + " range.");
    }
    return path;
  }

  /** An argument that becomes a JSON value: texts become strings. */
  static Json scalar(Invocation call, int index) {
    return toJson(call.value(index), TruthType.of(call.argument(index)));
  }

  static Json toJson(Value value, SqlType type) {
    if (value.isNull()) {
      return Json.Nothing.NULL;
    }
    if (value instanceof Value.Json json) {
      return tree(json);
    }
    if (value instanceof Value.Int bits && type.is(TypeName.BIT)) {
      byte[] bytes = ValueText.bitBytes(bits.bits(), type.length());
      return new Json.Opaque("base64:type16:" + Base64.getEncoder().encodeToString(bytes), "BIT");
    }
    if (value instanceof Value.Int number && type.name().isApproximate()) {
      return new Json.Real(Coercion.ofInt(number).doubleValue());
    }
    if (value instanceof Value.Int number && type.is(TypeName.DECIMAL)) {
      return new Json.Exact(Coercion.ofInt(number).setScale(type.scale()));
    }
    if (value instanceof Value.Int number) {
      if (type.equals(SqlType.BOOLEAN)) {
        return new Json.Flag(number.bits() != 0);
      }
      return new Json.Whole(number.bits(), number.unsigned());
    }
    if (value instanceof Value.Decimal number) {
      return new Json.Exact(number.number());
    }
    if (value instanceof Value.Real real) {
      return new Json.Real(real.number());
    }
    if (value instanceof Value.Date date) {
      return new Json.Opaque(TemporalPrinter.date(date), "DATE");
    }
    if (value instanceof Value.DateTime t) {
      return new Json.Opaque(TemporalPrinter.dateTime(t, 6), "DATETIME");
    }
    if (value instanceof Value.Time t) {
      // The binary form of JSON has five bits for the hours.
      long hours = t.micros() / HOUR;
      long kept = hours % 32 * HOUR + t.micros() % HOUR;
      return new Json.Opaque(TemporalPrinter.time(kept, 6), "TIME");
    }
    if (value instanceof Value.Bytes bytes) {
      Geometry geometry = type.name().isGeometry() ? Geometry.read(bytes.bytes()) : null;
      if (geometry != null) {
        return GeoJson.write(geometry.shape(), Integer.MAX_VALUE, false);
      }
      String encoded = Base64.getEncoder().encodeToString(bytes.bytes());
      return new Json.Opaque("base64:type" + fieldType(type) + ":" + encoded, "BLOB");
    }
    return new Json.Text(Coercion.string(value, type));
  }

  /** The number of the field type that MySQL writes before opaque bytes. */
  private static int fieldType(SqlType type) {
    return switch (type.name()) {
      case BINARY -> 254;
      case TINYBLOB -> 249;
      case MEDIUMBLOB -> 250;
      case LONGBLOB -> 251;
      case BLOB -> 252;
      default -> 15;
    };
  }

  private static Value array(Invocation call) {
    List<Json> items = new ArrayList<>();
    for (int i = 0; i < call.count(); i++) {
      items.add(scalar(call, i));
    }
    return result(new Json.Items(items));
  }

  private static Value object(Invocation call) {
    Json.Members members = Json.Members.empty();
    for (int i = 0; i + 1 < call.count(); i += 2) {
      if (call.isNull(i)) {
        throw new SqlException(3158, "22032", "JSON documents may not contain NULL member names.");
      }
      if (call.value(i) instanceof Value.Bytes) {
        throw binary();
      }
      members.map().put(Coercion.string(call.value(i), call.type(i)), scalar(call, i + 1));
    }
    return result(members);
  }

  private static Value quote(Invocation call) {
    needsText(call);
    if (call.value(0) instanceof Value.Json) {
      throw wrongType(call);
    }
    if (call.type(0).name().isBinary()) {
      throw binary();
    }
    return call.string(JsonWriter.quote(call.text(0)));
  }

  private static void needsText(Invocation call) {
    Value value = call.value(0);
    if (Comparer.isNumber(value) || Comparer.isTemporal(value)) {
      throw wrongType(call);
    }
  }

  private static SqlException wrongType(Invocation call) {
    return new SqlException(
        3064, "HY000", "Incorrect type for argument 1 in function " + function(call) + ".");
  }

  private static Value unquote(Invocation call) {
    needsText(call);
    Value value = call.value(0);
    if (value instanceof Value.Bytes) {
      throw binary();
    }
    if (value instanceof Value.Json json) {
      return call.string(unquoted(tree(json), json.text()));
    }
    String text = call.text(0);
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      return call.string(text);
    }
    return call.string(unquoted(document(call, 0), text));
  }

  static String unquoted(Json json, String text) {
    if (json instanceof Json.Text string) {
      return string.text();
    }
    return json instanceof Json.Opaque opaque ? opaque.text() : text;
  }

  /** With several paths or a wildcard the result is an array of what was found. */
  private static Value extract(Invocation call) {
    Json document = document(call, 0);
    List<Json> found = new ArrayList<>();
    boolean many = call.count() > 2;
    for (int i = 1; i < call.count(); i++) {
      JsonPath path = path(call, i);
      many |= path.isWild();
      found.addAll(path.find(document));
    }
    if (found.isEmpty()) {
      return Value.Null.NULL;
    }
    return result(many ? new Json.Items(found) : found.get(0));
  }

  /** A change of a document at a path. */
  @FunctionalInterface
  private interface Change {
    Json apply(Json document, JsonPath path, Json value);
  }

  private static Value edit(Invocation call, JsonEdit.Mode mode) {
    return pairs(call, (document, path, value) -> JsonEdit.put(document, path, value, mode));
  }

  private static Json insertItem(Json document, JsonPath path, Json value) {
    List<JsonPath.Leg> legs = path.legs();
    if (legs.isEmpty() || !(legs.get(legs.size() - 1) instanceof JsonPath.Cell)) {
      throw new SqlException(
          3165, "42000", "A path expression is not a path to a cell in an array.");
    }
    return JsonEdit.insertItem(document, path, value);
  }

  /** A value is not asked for where its path finds nothing. */
  private static Value append(Invocation call) {
    checkDocument(call, 0);
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    Json document = document(call, 0);
    for (int i = 1; i + 1 < call.count(); i += 2) {
      if (call.isNull(i)) {
        return Value.Null.NULL;
      }
      JsonPath path = exactPath(call, i);
      if (!path.find(document).isEmpty()) {
        document = JsonEdit.append(document, path, scalar(call, i + 1));
      }
    }
    return result(document);
  }

  private static Value pairs(Invocation call, Change change) {
    checkDocument(call, 0);
    if (call.isNull(0)) {
      return Value.Null.NULL;
    }
    Json document = document(call, 0);
    for (int i = 1; i + 1 < call.count(); i += 2) {
      if (call.isNull(i)) {
        return Value.Null.NULL;
      }
      JsonPath path = exactPath(call, i);
      boolean isComputed = call.argument(i + 1) instanceof Typed.Call;
      if (!isComputed || JsonInsertion.asks(call.call().name(), document, path)) {
        document = change.apply(document, path, scalar(call, i + 1));
      }
    }
    return result(document);
  }

  private static Value remove(Invocation call) {
    Json document = document(call, 0);
    for (int i = 1; i < call.count(); i++) {
      JsonPath path = exactPath(call, i);
      if (path.legs().isEmpty()) {
        throw new SqlException(
            3153, "42000", "The path expression '$' is not allowed in this context.");
      }
      document = JsonEdit.remove(document, path);
    }
    return result(document);
  }

  private static Value merge(Invocation call) {
    Json merged = document(call, 0);
    for (int i = 1; i < call.count(); i++) {
      merged = JsonEdit.merge(merged, document(call, i));
    }
    return result(merged);
  }

  /** A NULL makes the result unknown until a later argument that is no object replaces it. */
  private static Value mergePatch(Invocation call) {
    checkDocument(call, 0);
    @Nullable Json merged = call.isNull(0) ? null : document(call, 0);
    for (int i = 1; i < call.count(); i++) {
      checkDocument(call, i);
      if (call.isNull(i)) {
        merged = null;
        continue;
      }
      Json patch = document(call, i);
      if (merged != null) {
        merged = JsonEdit.patch(merged, patch);
      } else if (!(patch instanceof Json.Members)) {
        merged = patch;
      }
    }
    return merged == null ? Value.Null.NULL : result(merged);
  }

  /** Whether a document is a number, or a text of one; for a date: a text of one. */
  static boolean isReadable(Value.Json document, TypeName to) {
    Json parsed = JsonFunctions.tree(document);
    if (parsed instanceof Json.Text text) {
      if (to == TypeName.TIME) {
        TemporalReader.TimeResult time = TemporalReader.time(text.text());
        return time.value() != null && !time.truncated();
      }
      if (to.isTemporal()) {
        TemporalReader.DateTimeResult date = TemporalReader.dateTime(text.text());
        return date.value() != null && !date.truncated();
      }
      NumberReader number = NumberReader.read(text.text());
      return number.digits() && number.complete();
    }
    if (to.isTemporal()) {
      return parsed instanceof Json.Opaque opaque && opaque.isTemporal(to == TypeName.TIME);
    }
    return parsed instanceof Json.Whole
        || parsed instanceof Json.Exact
        || parsed instanceof Json.Real
        || parsed instanceof Json.Flag;
  }
}
