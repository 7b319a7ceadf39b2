package io.edgesql.proxy.execute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.Step;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values that a failing row had for a key, as "Duplicate entry" shows them. */
final class RowValues {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RowValues() {}

  /** The key's values joined by '-', or null if they cannot be told from what was sent. */
  static @Nullable String of(
      BackendException failure,
      StepBinder.@Nullable Bound bound,
      @Nullable List<Table.Column> columns,
      Table.Key key,
      Table table) {
    Integer index = failure.step();
    if (bound == null || columns == null || index == null || index >= bound.steps().size()) {
      return null;
    }
    Step step = bound.steps().get(index);
    Integer rowsParam = step.rowsParam();
    if (rowsParam == null || !(step.params().get(rowsParam) instanceof String json)) {
      return null;
    }
    try {
      JsonNode rows = JSON.readTree(json);
      Integer row = failure.row();
      int at = row == null && rows.size() == 1 ? 0 : row == null ? -1 : row;
      if (at < 0 || at >= rows.size()) {
        return null;
      }
      return join(rows.get(at), columns, key, table, autoId(step, at));
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static @Nullable String autoId(Step step, int row) {
    var auto = step.auto();
    List<@Nullable String> ids = auto == null ? null : auto.ids();
    return ids == null || row >= ids.size() ? null : ids.get(row);
  }

  private static @Nullable String join(
      JsonNode row,
      List<Table.Column> columns,
      Table.Key key,
      Table table,
      @Nullable String autoId) {
    StringBuilder out = new StringBuilder();
    for (Table.Part part : key.parts()) {
      String value = value(row, columns, part, table, autoId);
      if (value == null) {
        return null;
      }
      out.append(out.isEmpty() ? "" : "-").append(value);
    }
    return out.toString();
  }

  private static @Nullable String value(
      JsonNode row,
      List<Table.Column> columns,
      Table.Part part,
      Table table,
      @Nullable String autoId) {
    String name = part.column();
    if (name == null) {
      return null;
    }
    for (int i = 0; i < columns.size() && i < row.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        String shown = show(row.get(i), columns.get(i).type());
        return shown == null || part.prefix() == 0 || shown.length() <= part.prefix()
            ? shown
            : shown.substring(0, part.prefix());
      }
    }
    Table.Column column = table.column(name);
    if (column == null) {
      return null;
    }
    if (column.autoIncrement()) {
      return autoId;
    }
    return column.defaultValue().kind() == Table.DefaultKind.LITERAL
        ? column.defaultValue().text()
        : null;
  }

  /** A stored value as text; null where only the shard could tell. */
  private static @Nullable String show(JsonNode cell, SqlType type) {
    if (cell.isNull()) {
      return null;
    }
    String text = cell.asText();
    if (type.is(TypeName.DECIMAL) && type.precision() <= 18) {
      return new BigDecimal(cell.bigIntegerValue(), type.scale()).toPlainString();
    }
    if (type.is(TypeName.ENUM)) {
      int index = cell.asInt();
      return index >= 1 && index <= type.members().size() ? type.members().get(index - 1) : "";
    }
    if (type.is(TypeName.TIME)) {
      return null;
    }
    if (type.name().isBinary()) {
      return binary(text);
    }
    return text;
  }

  /** Hexadecimal digits as MySQL prints the bytes in a message. */
  private static String binary(String hex) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i + 1 < hex.length(); i += 2) {
      int value = Integer.parseInt(hex.substring(i, i + 2), 16);
      if (value >= 0x20 && value < 0x7f) {
        out.append((char) value);
      } else {
        out.append("\\x").append(hex, i, i + 2);
      }
    }
    return out.toString();
  }
}
