package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Nullability;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way into columns. Constants are converted in Java, with MySQL's errors; what
 * depends on other columns is converted in SQLite, and the table's CHECKs refuse what does not fit.
 */
public final class Stores {
  private Stores() {}

  /** The expression as it is stored into the column. */
  public static Sql value(Lowering l, Typed e, Table.Column column) {
    return l.isConstant(e)
        ? constant(new Program.Stored(e, column))
        : converted(l.lower(e), column, l.isExactOnly());
  }

  private static Sql constant(Program.Stored stored) {
    Representation kept = Representation.ofColumn(stored.column().type());
    return new Sql.Bind(stored, Sql.Form.of(kept.kind()));
  }

  /**
   * The same for a row that is there.
   *
   * @param implicit what NULL becomes in a NOT NULL column; null: an error
   */
  public static Sql changed(Lowering l, Typed e, Table.Column column, @Nullable Typed implicit) {
    if (column.nullable()) {
      return value(l, e, column);
    }
    Table.Column given = column.asGiven();
    if (l.isConstant(e)) {
      return constant(new Program.Stored(e, given, implicit != null));
    }
    Sql value = value(l, e, given);
    if (!Nullability.of(e)) {
      return value;
    }
    if (implicit != null) {
      return Sql.call("coalesce", value, value(l, implicit, given));
    }
    // SQLite's own error for the rowid does not say that it is NULL.
    return column.autoIncrement()
        ? Sql.call("coalesce", value, Raised.error("ER_BAD_NULL_ERROR|" + column.name()))
        : value;
  }

  /**
   * A lowered value in the column's representation.
   *
   * @param exactOnly refuses what SQLite does not convert as MySQL does
   */
  public static Sql converted(Lowered value, Table.Column column, boolean exactOnly) {
    SqlType type = column.type();
    Representation target = Representation.ofColumn(type);
    if (value.sql() == Terms.NULL) {
      return Terms.NULL;
    }
    if (exactOnly && !(ExactStore.holds(value.type(), type) && isNormal(value, type))) {
      throw Conversions.unsupported(
          "storing " + value.type().name() + " of rows into " + type.name());
    }
    if (value.kind() == Kind.TEXT
        && value.type().name().isCharacter()
        && (type.name().isNumeric() || type.name().isTemporal())) {
      Sql checked = TextNumbers.stored(value.sql(), type);
      return Conversions.to(
              new Lowered(checked, value.representation(), value.type()), target, type)
          .sql();
    }
    if (type.is(TypeName.ENUM) || type.is(TypeName.SET)) {
      return enumerated(value, type);
    }
    if (target.kind() == Kind.TIMESTAMP && value.kind() != Kind.TIMESTAMP) {
      return TemporalText.utc(Conversions.datetime(value, target.scale()), target.scale());
    }
    if (target.kind() == Kind.TIMESTAMP) {
      return TemporalText.rescale(value.sql(), value.scale(), target.scale());
    }
    if (type.is(TypeName.CHAR)) {
      return Sql.call("rtrim", Conversions.text(value));
    }
    return Conversions.to(value, target, type).sql();
  }

  /**
   * Whether the value is written as MySQL writes it: what SQLite's functions make of a document is
   * not, and a computed DECIMAL has other digits as a text.
   */
  private static boolean isNormal(Lowered value, SqlType column) {
    boolean isWritten =
        value.kind() == Kind.JSON
            || (value.type().is(TypeName.DECIMAL) && column.name().isCharacter());
    return !isWritten || value.sql() instanceof Sql.Column || value.sql() instanceof Sql.Bind;
  }

  private static Sql enumerated(Lowered value, SqlType type) {
    if (value.kind() == Kind.INTEGER
        && (!value.type().is(type.name()) || value.type().members().equals(type.members()))) {
      return value.sql();
    }
    if (type.is(TypeName.SET)) {
      throw Conversions.unsupported("an expression over columns for a SET column");
    }
    Sql text = new Sql.Collate(Conversions.text(value), "NOCASE");
    List<Sql> conditions = new ArrayList<>();
    List<Sql> results = new ArrayList<>();
    for (int i = 0; i < type.members().size(); i++) {
      conditions.add(Sql.f("{0}={1}", text, new Sql.Text(type.members().get(i))));
      results.add(Sql.number(i + 1));
    }
    conditions.add(Sql.f("{0} IS NOT NULL", text));
    results.add(Sql.number(-1));
    return new Sql.Case(conditions, results, null);
  }

  /** What goes into a sort column beside {@code value}, which goes into its column. */
  public static Sql key(Sql value, SortColumn sort) {
    if (value == Terms.NULL) {
      return value;
    }
    if (value instanceof Sql.Bind bind && bind.binding() instanceof Program.Stored stored) {
      return new Sql.Bind(new Program.StoredKey(stored, sort), Sql.Form.PLAIN);
    }
    if (value instanceof Sql.Column column
        && "excluded".equals(column.qualifier())
        && column.name().equals(sort.column().name())) {
      return new Sql.Column(column.qualifier(), sort.name());
    }
    Sql counted =
        sort.prefix() == 0
            ? value
            : Sql.call("substr", value, Terms.ONE, Sql.number(sort.prefix()));
    return KeySql.of(counted, sort.column().type().collation());
  }

  /** Whether the stored value would stay as it is, byte for byte. */
  public static Sql isUnchanged(Sql stored, Table.Column column, Sql value) {
    boolean text =
        Representation.ofColumn(column.type()).kind() == Kind.TEXT
            && !column.type().collation().equals(Collation.BINARY);
    Sql left = text ? new Sql.Collate(stored, "BINARY") : stored;
    return new Sql.Binary("IS", left, value);
  }

  /** A cell of a JSON array of rows, as {@link Program.Rows} writes it. */
  public static Sql cell(Sql row, int index, Table.Column column) {
    Sql cell = Sql.f("{0} ->> " + index, row);
    return Representation.ofColumn(column.type()).kind() == Kind.BLOB
        ? Sql.call("unhex", cell)
        : cell;
  }
}
