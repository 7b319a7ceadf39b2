package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.Default;
import io.edgesql.dialect.catalog.Table.DefaultKind;
import io.edgesql.dialect.eval.spatial.ReferenceSystem;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.SchemaStatement.ColumnDefinition;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import io.edgesql.dialect.types.SortKeys;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import org.jspecify.annotations.Nullable;

/**
 * A column as written to a column of the catalog: types completed, defaults checked and in MySQL's
 * form.
 */
final class ColumnBuilder {
  private final Collation tableCollation;
  private final DefaultValues defaults;

  ColumnBuilder(Collation tableCollation, DefaultValues defaults) {
    this.tableCollation = tableCollation;
    this.defaults = defaults;
  }

  /**
   * Builds the column.
   *
   * @param inPrimaryKey a column of the primary key is NOT NULL without saying so
   * @throws SqlException as MySQL gives it for a definition that it would refuse
   */
  Column build(ColumnDefinition definition, boolean inPrimaryKey) {
    if (definition.name().isEmpty() || definition.name().endsWith(" ")) {
      throw SqlException.of(ErrorCode.ER_WRONG_COLUMN_NAME, definition.name());
    }
    if (definition.name().codePointCount(0, definition.name().length()) > 64) {
      throw SqlException.of(ErrorCode.ER_TOO_LONG_IDENT, definition.name());
    }
    SqlType type = completeType(definition);
    ColumnLimits.check(definition.name(), type);
    Boolean written = definition.nullable();
    if (inPrimaryKey && Boolean.TRUE.equals(written)) {
      throw SqlException.of(ErrorCode.ER_PRIMARY_CANT_HAVE_NULL);
    }
    boolean nullable =
        !inPrimaryKey
            && !definition.primaryKey()
            && !definition.autoIncrement()
            && (written == null || written);
    if (definition.autoIncrement() && !(type.name().isInteger() || type.name().isApproximate())) {
      throw SqlException.of(ErrorCode.ER_WRONG_FIELD_SPEC, definition.name());
    }
    boolean holdsTime = type.is(TypeName.DATETIME) || type.is(TypeName.TIMESTAMP);
    if (definition.onUpdate() >= 0 && !(holdsTime && definition.onUpdate() == type.scale())) {
      throw SqlException.of(ErrorCode.ER_INVALID_ON_UPDATE, definition.name());
    }
    Column bare =
        new Column(
            definition.name(),
            type,
            nullable,
            Default.NONE,
            definition.autoIncrement(),
            definition.onUpdate() >= 0,
            generated(definition),
            definition.stored(),
            definition.comment(),
            definition.invisible(),
            definition.charset() != null
                || definition.collation() != null
                || definition.binaryAttribute());
    return ColumnCopies.withDefault(bare, defaultOf(definition, bare));
  }

  private @Nullable String generated(ColumnDefinition definition) {
    String text = definition.generatedText();
    return text == null ? null : defaults.canonical(text);
  }

  private Default defaultOf(ColumnDefinition definition, Column column) {
    Expr written = definition.defaultValue();
    if (written == null) {
      boolean none = !column.nullable() || column.generated() != null;
      return none ? Default.NONE : Default.NULL;
    }
    if (column.autoIncrement()) {
      throw SqlException.of(ErrorCode.ER_INVALID_DEFAULT, column.name());
    }
    return writtenDefault(column, written, definition.defaultText());
  }

  /** The default that {@code expr} means for the column. */
  Default writtenDefault(Column column, Expr expr, @Nullable String text) {
    if (expr instanceof Expr.Call call && call.name().equals("NOW") && !isBracketed(text)) {
      boolean holdsTime =
          column.type().is(TypeName.DATETIME) || column.type().is(TypeName.TIMESTAMP);
      if (!holdsTime || digits(call) != column.type().scale()) {
        throw SqlException.of(ErrorCode.ER_INVALID_DEFAULT, column.name());
      }
      return new Default(DefaultKind.NOW, "");
    }
    Value constant = isBracketed(text) ? null : DefaultValues.literal(expr);
    if (constant == null) {
      return new Default(DefaultKind.EXPRESSION, text == null ? "" : defaults.canonical(text));
    }
    if (constant.isNull()) {
      if (!column.nullable()) {
        throw SqlException.of(ErrorCode.ER_INVALID_DEFAULT, column.name());
      }
      return Default.NULL;
    }
    if (column.type().name().isLob()
        || column.type().is(TypeName.JSON)
        || column.type().name().isGeometry()) {
      throw SqlException.of(ErrorCode.ER_BLOB_CANT_HAVE_DEFAULT, column.name());
    }
    return new Default(DefaultKind.LITERAL, defaults.canonical(constant, column));
  }

  private static boolean isBracketed(@Nullable String text) {
    return text != null && text.startsWith("(");
  }

  private static int digits(Expr.Call now) {
    return !now.arguments().isEmpty()
            && now.arguments().get(0) instanceof Expr.Literal literal
            && literal.value() instanceof Value.Int number
        ? (int) number.bits()
        : 0;
  }

  private SqlType completeType(ColumnDefinition definition) {
    SqlType type = definition.type();
    Integer srid = definition.srid();
    if (srid != null) {
      return withSrid(type, srid);
    }
    boolean textual = type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET);
    if (!textual) {
      return type;
    }
    Collation collation =
        resolve(definition.charset(), definition.collation(), definition.binaryAttribute());
    if (collation.isBinary() && type.name().isCharacter()) {
      return binaryCounterpart(type);
    }
    if (!SortKeys.isKnown(collation)) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET, "columns in the collation " + collation.name());
    }
    return type.withCollation(collation);
  }

  private static SqlType withSrid(SqlType type, int srid) {
    if (!type.name().isGeometry()) {
      throw SqlException.of(ErrorCode.ER_WRONG_USAGE, "SRID", "non-geometry column");
    }
    if (ReferenceSystem.of(srid) == null) {
      throw new SqlException(
          3548, "SR001", "There's no spatial reference system with SRID " + srid + ".");
    }
    return type.withSrid(srid);
  }

  private Collation resolve(
      @Nullable String charset, @Nullable String collation, boolean binaryAttribute) {
    if (collation != null) {
      Collation named = named(collation);
      if (charset != null && !named.charset().equals(charset(charset))) {
        throw SqlException.of(ErrorCode.ER_COLLATION_CHARSET_MISMATCH, collation, charset);
      }
      return named;
    }
    String set = charset == null ? tableCollation.charset() : charset(charset);
    if (binaryAttribute) {
      return named(set + "_bin");
    }
    return charset == null ? tableCollation : defaultOf(set);
  }

  /** The character set's own name ({@code utf8} is {@code utf8mb3}), or error 1115. */
  static String charset(String written) {
    String known = Collations.charsetName(written);
    if (Collations.defaultOf(known) == null) {
      throw SqlException.of(ErrorCode.ER_UNKNOWN_CHARACTER_SET, written);
    }
    return known;
  }

  static Collation named(String collation) {
    Collation found = Collations.byName(collation);
    if (found == null) {
      throw SqlException.of(ErrorCode.ER_UNKNOWN_COLLATION, collation);
    }
    return found;
  }

  static Collation defaultOf(String charset) {
    Collation found = Collations.defaultOf(charset);
    if (found == null) {
      throw SqlException.of(ErrorCode.ER_UNKNOWN_CHARACTER_SET, charset);
    }
    return found;
  }

  /** What a table or database option pair means, {@code fallback} if neither is given. */
  static Collation chosen(
      @Nullable String charset, @Nullable String collation, Collation fallback) {
    if (collation != null) {
      Collation named = named(collation);
      if (charset != null && !named.charset().equals(charset(charset))) {
        throw SqlException.of(ErrorCode.ER_COLLATION_CHARSET_MISMATCH, collation, charset(charset));
      }
      return named;
    }
    return charset == null ? fallback : defaultOf(charset(charset));
  }

  static SqlType binaryCounterpart(SqlType type) {
    TypeName name =
        switch (type.name()) {
          case CHAR -> TypeName.BINARY;
          case VARCHAR -> TypeName.VARBINARY;
          case TINYTEXT -> TypeName.TINYBLOB;
          case TEXT -> TypeName.BLOB;
          case MEDIUMTEXT -> TypeName.MEDIUMBLOB;
          case LONGTEXT -> TypeName.LONGBLOB;
          default -> type.name();
        };
    return type.withName(name, type.length()).withCollation(Collation.BINARY);
  }
}
