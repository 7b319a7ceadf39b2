package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;
import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.Part;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Rows that a unique key, new or over changed columns, would not allow: error 1062. */
final class DuplicateKeys {
  /** A row's number; no column's name ends with a blank. */
  private static final String PLACE = name("place ");

  private DuplicateKeys() {}

  /**
   * Refuses duplicates among the rows of {@code before} as they will be in {@code after}. A key
   * over an expression is left to its index.
   */
  static void refuse(Table before, Table after, ColumnCopy copy, Refusals refusals) {
    for (Table.Key key : after.keys()) {
      boolean plain = key.parts().stream().noneMatch(part -> part.expression() != null);
      if (key.isUnique() && plain && !isKept(before, after, key, copy)) {
        refuse(before, after, key, copy, refusals);
      }
    }
  }

  /** Whether the key and its columns were there before, with the same values. */
  private static boolean isKept(Table before, Table after, Table.Key key, ColumnCopy copy) {
    for (Table.Key old : before.keys()) {
      if (old.isUnique() && old.parts().equals(key.parts())) {
        return key.parts().stream()
            .allMatch(
                part -> {
                  Column column = after.column(String.valueOf(part.column()));
                  return column != null && column.equals(copy.origin(before, column));
                });
      }
    }
    return false;
  }

  private static void refuse(
      Table before, Table after, Table.Key key, ColumnCopy copy, Refusals refusals) {
    StringJoiner values = new StringJoiner(", ");
    StringJoiner groups = new StringJoiner(", ");
    StringJoiner present = new StringJoiner(" AND ");
    List<String> shown = new ArrayList<>();
    for (Part part : key.parts()) {
      Column column = after.column(String.valueOf(part.column()));
      if (column == null) {
        return;
      }
      String value = copy.expression(before, column);
      if (value == null) {
        // A generated column that is there keeps its values; a new one is left to its index.
        Column old = copy.origin(before, column);
        if (old == null) {
          return;
        }
        value = name(old.name());
      }
      String c = name(column.name());
      values.add(value + " AS " + c);
      String cut = part.prefix() == 0 ? c : "substr(" + c + ", 1, " + part.prefix() + ")";
      SortColumn sort = SortColumn.of(after, key, part);
      groups.add(
          sort != null
              ? SortColumnText.key(c, sort)
              : cut + (column.type().collation().isCaseInsensitive() ? " COLLATE NOCASE" : ""));
      present.add(c + " IS NOT NULL");
      shown.add(shown(cut, column));
    }
    boolean isNew =
        before.keys().stream().noneMatch(old -> old.isUnique() && old.parts().equals(key.parts()));
    String text =
        string("Duplicate entry '")
            + " || "
            + String.join(" || '-' || ", shown)
            + " || "
            + string("' for key '" + after.name() + "." + key.name() + "'");
    refusals.add(
        "SELECT "
            + Refusals.signal(1062, "23000", text)
            + " FROM (SELECT "
            + values
            + ", row_number() OVER () AS "
            + PLACE
            + " FROM "
            + name(before.physical())
            + ") WHERE "
            + present
            + " GROUP BY "
            + groups
            // MySQL shows the first row to a new key, and the one that comes too late while it
            // copies.
            + " HAVING count(*) > 1 AND "
            + (isNew ? "min(" : "max(")
            + PLACE
            + ") > 0");
  }

  /** A value as MySQL shows it; kinds that SQLite cannot write so are shown as they stand. */
  private static String shown(String c, Column column) {
    if (column.type().is(TypeName.ENUM)) {
      StringBuilder labels = new StringBuilder("CASE ").append(c);
      for (int i = 0; i < column.type().members().size(); i++) {
        labels.append(" WHEN ").append(i + 1).append(" THEN ");
        labels.append(string(column.type().members().get(i)));
      }
      return labels.append(" END").toString();
    }
    String text = NumberCopy.toText(c, Representation.ofColumn(column.type()));
    return text == null ? "CAST(" + c + " AS TEXT)" : "(" + text + ")";
  }
}
