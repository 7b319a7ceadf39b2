package io.edgesql.dialect.eval;

import io.edgesql.dialect.eval.json.Json;
import io.edgesql.dialect.eval.json.JsonPath;

/** Which functions that change documents ask for a value only where there is a place for it. */
final class JsonInsertion {
  private JsonInsertion() {}

  /** Whether the value for a path is computed at all: its errors count then. */
  static boolean asks(String function, Json document, JsonPath path) {
    return switch (function) {
      case "JSON_INSERT" ->
          path.find(document).isEmpty() && !path.parent().find(document).isEmpty();
      case "JSON_ARRAY_INSERT" ->
          !endsInCell(path)
              || path.parent().find(document).stream().anyMatch(Json.Items.class::isInstance);
      default -> true;
    };
  }

  private static boolean endsInCell(JsonPath path) {
    int last = path.legs().size() - 1;
    return last >= 0 && path.legs().get(last) instanceof JsonPath.Cell;
  }
}
