package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Check;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.DefaultKind;
import io.edgesql.dialect.catalog.Table.KeyKind;
import io.edgesql.dialect.catalog.Table.Part;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.types.TypeName;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What MySQL refuses in the expressions of a table's definition, and in changes under them. */
final class DefinitionChecks {
  /** Functions whose value is not a matter of the row alone. */
  private static final Set<String> CHANGING =
      Set.of(
          "NOW",
          "CURRENT_DATE",
          "CURRENT_TIME",
          "SYSDATE",
          "UTC_TIMESTAMP",
          "UTC_DATE",
          "UTC_TIME",
          "RAND",
          "UUID",
          "UUID_SHORT",
          "RANDOM_BYTES",
          "CONNECTION_ID",
          "USER",
          "CURRENT_USER",
          "DATABASE",
          "LAST_INSERT_ID",
          "ROW_COUNT",
          "FOUND_ROWS",
          "SLEEP",
          "GET_LOCK",
          "RELEASE_LOCK",
          "RELEASE_ALL_LOCKS",
          "IS_FREE_LOCK",
          "IS_USED_LOCK",
          "BENCHMARK",
          "LOAD_FILE",
          "VERSION",
          "UNIX_TIMESTAMP");

  /** Functions whose value is a matter of the session: no default may use them. */
  private static final Set<String> SESSION =
      Set.of(
          "SLEEP",
          "BENCHMARK",
          "LOAD_FILE",
          "GET_LOCK",
          "RELEASE_LOCK",
          "RELEASE_ALL_LOCKS",
          "IS_FREE_LOCK",
          "IS_USED_LOCK",
          "ROW_COUNT",
          "FOUND_ROWS",
          "LAST_INSERT_ID",
          "USER",
          "CURRENT_USER",
          "DATABASE",
          "VERSION");

  private final CompiledExpressions expressions;

  DefinitionChecks(CompiledExpressions expressions) {
    this.expressions = expressions;
  }

  /**
   * Checks a table as a whole.
   *
   * @param columnChecks names of checks written behind a column, to that column
   */
  void check(Table table, Map<String, String> columnChecks) {
    for (Column column : table.columns()) {
      if (column.generated() != null) {
        checkGenerated(table, column, column.generated());
      }
      if (column.defaultValue().kind() == DefaultKind.EXPRESSION) {
        checkDefault(table, column);
      }
    }
    Set<String> names = new HashSet<>();
    for (Check check : table.checks()) {
      if (!names.add(check.name().toLowerCase(Locale.ROOT))) {
        throw SqlException.of(ErrorCode.ER_CHECK_CONSTRAINT_DUP_NAME, check.name());
      }
      checkCheck(table, check, columnChecks.get(check.name()));
    }
    for (Table.Key key : table.keys()) {
      for (Part part : key.parts()) {
        if (part.expression() != null) {
          checkKeyPart(table, key, part.expression());
        }
      }
    }
  }

  private void checkDefault(Table table, Column column) {
    String text = column.defaultValue().text();
    refuse(
        text,
        SqlException.of(ErrorCode.ER_DEFAULT_VAL_GENERATED_VARIABLES, column.name()),
        SqlException.of(ErrorCode.ER_DEFAULT_VAL_GENERATED_FUNCTION_IS_NOT_ALLOWED, column.name()));
    Typed bound = expressions.bound(text, table, "default value expression");
    String changing = changing(bound, SESSION);
    if (changing != null) {
      throw SqlException.of(
          ErrorCode.ER_DEFAULT_VAL_GENERATED_NAMED_FUNCTION_IS_NOT_ALLOWED,
          column.name(),
          changing);
    }
    int own = table.columns().indexOf(column);
    for (int used : columns(bound)) {
      Column other = table.columns().get(used);
      if (other.autoIncrement()) {
        throw SqlException.of(ErrorCode.ER_DEFAULT_VAL_GENERATED_REF_AUTO_INC, column.name());
      }
      boolean isComputed =
          other.generated() != null || other.defaultValue().kind() == DefaultKind.EXPRESSION;
      if (used >= own && isComputed) {
        throw SqlException.of(ErrorCode.ER_DEFAULT_VAL_GENERATED_NON_PRIOR, column.name());
      }
    }
  }

  private static void refuse(String text, SqlException variable, SqlException subquery) {
    switch (CanonicalText.obstacle(text)) {
      case VARIABLE -> throw variable;
      case SUBQUERY -> throw subquery;
      default -> {}
    }
  }

  private void checkGenerated(Table table, Column column, String text) {
    refuse(
        text,
        SqlException.of(ErrorCode.ER_DEFAULT_VAL_GENERATED_VARIABLES, column.name()),
        SqlException.of(ErrorCode.ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED, column.name()));
    Typed bound = expressions.bound(text, table, "generated column function");
    String changing = changing(bound, CHANGING);
    if (changing != null) {
      throw changing.isEmpty()
          ? SqlException.of(ErrorCode.ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED, column.name())
          : SqlException.of(
              ErrorCode.ER_GENERATED_COLUMN_NAMED_FUNCTION_IS_NOT_ALLOWED, column.name(), changing);
    }
    int own = table.columns().indexOf(column);
    for (int used : columns(bound)) {
      if (table.columns().get(used).autoIncrement()) {
        throw SqlException.of(ErrorCode.ER_GENERATED_COLUMN_REF_AUTO_INC, column.name());
      }
      if (used >= own && table.columns().get(used).generated() != null) {
        throw SqlException.of(ErrorCode.ER_GENERATED_COLUMN_NON_PRIOR);
      }
    }
  }

  private void checkCheck(Table table, Check check, @Nullable String owner) {
    String text = check.condition();
    refuse(
        text,
        SqlException.of(ErrorCode.ER_CHECK_CONSTRAINT_VARIABLES, check.name()),
        SqlException.of(
            CanonicalText.isBoolean(text)
                ? ErrorCode.ER_CHECK_CONSTRAINT_FUNCTION_IS_NOT_ALLOWED
                : ErrorCode.ER_NON_BOOLEAN_EXPR_FOR_CHECK_CONSTRAINT,
            check.name()));
    if (!CanonicalText.isBoolean(text)) {
      throw SqlException.of(ErrorCode.ER_NON_BOOLEAN_EXPR_FOR_CHECK_CONSTRAINT, check.name());
    }
    Typed bound = boundCheck(table, check);
    String changing = changing(bound, CHANGING);
    if (changing != null) {
      throw SqlException.of(
          ErrorCode.ER_CHECK_CONSTRAINT_NAMED_FUNCTION_IS_NOT_ALLOWED, check.name(), changing);
    }
    for (int used : columns(bound)) {
      if (table.columns().get(used).autoIncrement()) {
        throw SqlException.of(
            ErrorCode.ER_CHECK_CONSTRAINT_REFERS_AUTO_INCREMENT_COLUMN, check.name());
      }
      if (owner != null && !table.columns().get(used).name().equalsIgnoreCase(owner)) {
        throw SqlException.of(
            ErrorCode.ER_COLUMN_CHECK_CONSTRAINT_REFERENCES_OTHER_COLUMN, check.name());
      }
    }
  }

  private Typed boundCheck(Table table, Check check) {
    try {
      return expressions.bound(check.condition(), table, "check constraint");
    } catch (SqlException unknown) {
      if (unknown.code() != ErrorCode.ER_BAD_FIELD_ERROR.code()) {
        throw unknown;
      }
      String text = unknown.text();
      int quote = text.indexOf('\'');
      throw SqlException.of(
          ErrorCode.ER_CHECK_CONSTRAINT_REFERS_UNKNOWN_COLUMN,
          check.name(),
          text.substring(quote + 1, text.indexOf('\'', quote + 1)));
    }
  }

  private void checkKeyPart(Table table, Table.Key key, String text) {
    if (key.kind() == KeyKind.PRIMARY) {
      throw SqlException.of(ErrorCode.ER_FUNCTIONAL_INDEX_PRIMARY_KEY);
    }
    SqlException notAllowed =
        SqlException.of(ErrorCode.ER_FUNCTIONAL_INDEX_FUNCTION_IS_NOT_ALLOWED, key.name());
    refuse(
        text,
        SqlException.of(ErrorCode.ER_DEFAULT_VAL_GENERATED_VARIABLES, key.name()),
        notAllowed);
    Typed bound = expressions.bound(text, table, "functional index");
    if (bound instanceof Typed.ColumnReference) {
      throw SqlException.of(ErrorCode.ER_FUNCTIONAL_INDEX_ON_FIELD);
    }
    if (changing(bound, CHANGING) != null) {
      throw notAllowed;
    }
    if (bound.type().is(TypeName.JSON)) {
      throw SqlException.of(ErrorCode.ER_FUNCTIONAL_INDEX_ON_JSON_OR_GEOMETRY_FUNCTION);
    }
    for (int used : columns(bound)) {
      if (table.columns().get(used).autoIncrement()) {
        throw SqlException.of(ErrorCode.ER_FUNCTIONAL_INDEX_REF_AUTO_INCREMENT, key.name());
      }
    }
  }

  /**
   * Refuses that a column goes or gets another name while an expression uses it.
   *
   * @param isRename whether it stays under another name
   * @return checks that use this column alone: they go with it
   */
  Set<String> release(Table table, String name, boolean isRename) {
    Column column = table.column(name);
    int place = column == null ? -1 : table.columns().indexOf(column);
    for (Column other : table.columns()) {
      if (other.defaultValue().kind() == DefaultKind.EXPRESSION
          && !other.equals(column)
          && columns(expressions.bound(other.defaultValue().text(), table, "")).contains(place)) {
        throw SqlException.of(
            ErrorCode.ER_DEPENDENT_BY_DEFAULT_GENERATED_VALUE, name, table.name());
      }
      if (other.generated() != null
          && columns(expressions.bound(other.generated(), table, "")).contains(place)) {
        throw SqlException.of(ErrorCode.ER_DEPENDENT_BY_GENERATED_COLUMN, name);
      }
    }
    for (Table.Key key : table.keys()) {
      for (Part part : key.parts()) {
        if (part.expression() != null
            && columns(expressions.bound(part.expression(), table, "")).contains(place)) {
          throw SqlException.of(ErrorCode.ER_DEPENDENT_BY_FUNCTIONAL_INDEX, name);
        }
      }
    }
    Set<String> alone = new HashSet<>();
    for (Check check : table.checks()) {
      Set<Integer> used = columns(boundCheck(table, check));
      if (used.contains(place)) {
        if (isRename || used.size() > 1) {
          throw SqlException.of(ErrorCode.ER_DEPENDENT_BY_CHECK_CONSTRAINT, check.name(), name);
        }
        alone.add(check.name());
      }
    }
    return alone;
  }

  /** Places of the columns that an expression uses. */
  private static Set<Integer> columns(Typed expr) {
    Set<Integer> columns = new TreeSet<>();
    collect(expr, columns);
    return columns;
  }

  private static void collect(Typed expr, Set<Integer> out) {
    if (expr instanceof Typed.ColumnReference reference) {
      out.add(reference.column());
    }
    Shapes.children(expr).forEach(child -> collect(child, out));
  }

  /** A function that is not allowed, in lower case; "" for a subquery or variable; else null. */
  private static @Nullable String changing(Typed expr, Set<String> notAllowed) {
    if (expr instanceof Typed.Subquery
        || expr instanceof Typed.Exists
        || expr instanceof Typed.InQuery
        || expr instanceof Typed.UserVariable
        || expr instanceof Typed.SystemVariable) {
      return "";
    }
    if (expr instanceof Typed.Call call && notAllowed.contains(call.name())) {
      return switch (call.name()) {
        case "CURRENT_DATE" -> "curdate";
        case "CURRENT_TIME" -> "curtime";
        default -> call.name().toLowerCase(Locale.ROOT);
      };
    }
    for (Typed child : Shapes.children(expr)) {
      String found = changing(child, notAllowed);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
