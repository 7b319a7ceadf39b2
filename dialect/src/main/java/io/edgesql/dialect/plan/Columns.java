package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.ColumnStore;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.List;

/** Default values and names of a written table's columns. */
final class Columns {
  private Columns() {}

  /** The column with this name. */
  static int index(Table table, String name) {
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    throw SqlException.of(ErrorCode.ER_BAD_FIELD_ERROR, name, "field list");
  }

  static Typed constant(Value value, SqlType type) {
    return new Typed.Constant(value, type);
  }

  static Typed nullValue() {
    return constant(Value.Null.NULL, SqlType.NULL);
  }

  /** The statement's time with a column's digits. */
  static Typed now(Table.Column column) {
    int digits = column.type().scale();
    SqlType type = SqlType.temporal(TypeName.DATETIME, digits);
    return digits == 0
        ? new Typed.Call("NOW", List.of(), type)
        : new Typed.Call("NOW", List.of(Shapes.integer(digits)), type);
  }

  /**
   * What an omitted column gets.
   *
   * @param lenient IGNORE, or a sql_mode without strictness
   * @throws SqlException 1364
   */
  static Typed omitted(
      Planning planning, InsertTarget target, Table.Column column, boolean lenient) {
    if (column.defaultValue().kind() == Table.DefaultKind.NONE && !column.nullable()) {
      if (!lenient && !column.type().is(TypeName.ENUM)) {
        throw target.noDefault(column);
      }
      return implicit(column);
    }
    return explicit(planning, target.table(), column);
  }

  /** What DEFAULT means for a column. */
  static Typed explicit(Planning planning, Table table, Table.Column column) {
    Table.Default value = column.defaultValue();
    return switch (value.kind()) {
      case NULL -> nullValue();
      case NOW -> now(column);
      case LITERAL ->
          constant(
              literal(column, value.text()),
              SqlType.varchar(Math.max(1, value.text().length()), Collation.UTF8MB4_BIN));
      case EXPRESSION ->
          planning
              .binder()
              .bind(
                  Parser.parseExpression(value.text(), planning.session().mode()),
                  Scope.ofTable(planning.binder().newSource(), table, table.name()));
      case NONE -> {
        if (column.nullable() || column.autoIncrement()) {
          yield nullValue();
        }
        if (column.type().is(TypeName.ENUM)) {
          yield implicit(column);
        }
        throw SqlException.of(ErrorCode.ER_NO_DEFAULT_FOR_FIELD, column.name());
      }
    };
  }

  private static Value literal(Table.Column column, String text) {
    if (column.type().is(TypeName.BIT) && text.startsWith("b'")) {
      String digits = text.substring(2, text.length() - 1);
      return new Value.Int(digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 2), true);
    }
    if (column.type().name().isBinary() && text.startsWith("0x")) {
      return new Value.Bytes(ColumnStore.binaryDefault(text));
    }
    return new Value.Text(text);
  }

  /**
   * A value of AUTO_INCREMENT: where none is left, InnoDB gives the largest again, which is a
   * duplicate as a rule.
   */
  static Sql bounded(Sql id, Table.Column column) {
    long largest = column.largestId();
    return largest == Long.MAX_VALUE ? id : Sql.call("min", id, Sql.number(largest));
  }

  static Typed implicit(Table.Column column) {
    SqlType type =
        column.type().is(TypeName.ENUM) || column.type().is(TypeName.SET)
            ? SqlType.BIGINT
            : column.type();
    return constant(ColumnStore.implicitDefault(column), type);
  }
}
