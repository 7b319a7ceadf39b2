package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.proxy.state.Collations;
import io.edgesql.proxy.state.SqlModes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stored procedures and functions, as information_schema and SHOW tell of them. */
final class RoutineRows {
  private static final String CATALOG = "def";

  private final Catalog catalog;

  RoutineRows(Catalog catalog) {
    this.catalog = catalog;
  }

  private List<Routine> all() {
    List<Routine> all = new ArrayList<>();
    catalog.databases().values().forEach(database -> all.addAll(database.routines().values()));
    return all;
  }

  private static Code code(Routine routine) {
    return Parser.parseRoutine(
        routine, SqlModes.parse(routine.sqlMode()), Collations.ofName(routine.databaseCollation()));
  }

  void routines(RowList rows) {
    for (Routine routine : all()) {
      rows.add().set("DATA_TYPE", "");
      SqlType returns = code(routine).outline().returns();
      if (returns != null) {
        ColumnRows.typeCells(rows, returns);
        rows.set("DTD_IDENTIFIER", TypeText.columnType(returns));
      }
      rows.set("SPECIFIC_NAME", routine.name())
          .set("ROUTINE_CATALOG", CATALOG)
          .set("ROUTINE_SCHEMA", routine.database())
          .set("ROUTINE_NAME", routine.name())
          .set("ROUTINE_TYPE", routine.kind())
          .set("ROUTINE_BODY", "SQL")
          .set("ROUTINE_DEFINITION", routine.body())
          .set("EXTERNAL_LANGUAGE", "SQL")
          .set("PARAMETER_STYLE", "SQL")
          .set("IS_DETERMINISTIC", routine.deterministic() ? "YES" : "NO")
          .set("SQL_DATA_ACCESS", routine.dataAccess())
          .set("SECURITY_TYPE", routine.security())
          .set("CREATED", routine.createdAt())
          .set("LAST_ALTERED", routine.modifiedAt())
          .set("SQL_MODE", routine.sqlMode())
          .set("ROUTINE_COMMENT", routine.comment())
          .set("DEFINER", routine.definer())
          .set("CHARACTER_SET_CLIENT", routine.clientCharset())
          .set("COLLATION_CONNECTION", routine.connectionCollation())
          .set("DATABASE_COLLATION", routine.databaseCollation());
    }
  }

  void parameters(RowList rows) {
    for (Routine routine : all()) {
      Code code = code(routine);
      int position = 0;
      SqlType returns = code.outline().returns();
      if (returns != null) {
        parameter(rows, routine, 0, null, null, returns);
      }
      for (Code.Parameter parameter : code.parameters()) {
        position++;
        parameter(
            rows,
            routine,
            position,
            parameter.mode().name(),
            parameter.local().name(),
            parameter.local().type());
      }
    }
  }

  @SuppressWarnings("TooManyParameters") // One for each cell of the row.
  private static void parameter(
      RowList rows,
      Routine routine,
      int position,
      @Nullable String mode,
      @Nullable String name,
      SqlType type) {
    rows.add()
        .set("SPECIFIC_CATALOG", CATALOG)
        .set("SPECIFIC_SCHEMA", routine.database())
        .set("SPECIFIC_NAME", routine.name())
        .set("ORDINAL_POSITION", position)
        .set("PARAMETER_MODE", mode)
        .set("PARAMETER_NAME", name)
        .set("DTD_IDENTIFIER", TypeText.columnType(type))
        .set("ROUTINE_TYPE", routine.kind());
    ColumnRows.typeCells(rows, type);
  }

  ShowTable status(boolean isFunction) {
    ShowTable shown =
        new ShowTable()
            .text("Db", 64)
            .text("Name", 64)
            .text("Type", 9)
            .text("Definer", 288)
            .time("Modified")
            .time("Created")
            .text("Security_type", 7)
            .longText("Comment")
            .text("character_set_client", 64)
            .text("collation_connection", 64)
            .text("Database Collation", 64)
            .likeOn(1);
    for (Routine routine : all()) {
      if (routine.isFunction() == isFunction) {
        shown.row(
            routine.database(),
            routine.name(),
            routine.kind(),
            routine.definer(),
            routine.modifiedAt(),
            routine.createdAt(),
            routine.security(),
            routine.comment(),
            routine.clientCharset(),
            routine.connectionCollation(),
            routine.databaseCollation());
      }
    }
    return shown;
  }

  /** SHOW CREATE PROCEDURE and FUNCTION. */
  ShowTable create(boolean isFunction, String database, String name) {
    Routine routine = catalog.routine(isFunction, database, name);
    if (routine == null) {
      throw SqlException.of(
          ErrorCode.ER_SP_DOES_NOT_EXIST, isFunction ? "FUNCTION" : "PROCEDURE", name);
    }
    String kind = isFunction ? "Function" : "Procedure";
    return new ShowTable()
        .text(kind, 64)
        .text("sql_mode", 520)
        .text("Create " + kind, 1024)
        .text("character_set_client", 64)
        .text("collation_connection", 64)
        .text("Database Collation", 64)
        .row(
            routine.name(),
            routine.sqlMode(),
            text(routine),
            routine.clientCharset(),
            routine.connectionCollation(),
            routine.databaseCollation());
  }

  private static String text(Routine routine) {
    StringBuilder out = new StringBuilder("CREATE DEFINER=");
    out.append(CreateText.PLAIN.account(routine.definer()))
        .append(' ')
        .append(routine.kind())
        .append(' ')
        .append(CreateText.PLAIN.quote(routine.name()))
        .append('(')
        .append(routine.parameters())
        .append(')');
    SqlType returns = code(routine).outline().returns();
    if (returns != null) {
      out.append(" RETURNS ").append(returnType(returns));
    }
    out.append('\n');
    if (!routine.dataAccess().equals("CONTAINS SQL")) {
      out.append("    ").append(routine.dataAccess()).append('\n');
    }
    if (routine.deterministic()) {
      out.append("    DETERMINISTIC\n");
    }
    if (routine.security().equals("INVOKER")) {
      out.append("    SQL SECURITY INVOKER\n");
    }
    if (!routine.comment().isEmpty()) {
      out.append("    COMMENT '").append(routine.comment().replace("'", "''")).append("'\n");
    }
    return out.append(routine.body()).toString();
  }

  private static String returnType(SqlType type) {
    String text = TypeText.columnType(type);
    boolean isText = type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET);
    if (!isText) {
      return text;
    }
    String collation = type.collation().name();
    boolean isUsual =
        type.collation()
            .equals(io.edgesql.dialect.types.Collations.defaultOf(type.collation().charset()));
    return text
        + " CHARSET "
        + type.collation().charset()
        + (isUsual ? "" : " COLLATE " + collation);
  }
}
