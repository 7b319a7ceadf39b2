package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;
import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.Trigger;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.RowTriggers;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The statements of one trigger's body, with NEW and OLD in sight, as SQLite text. */
final class TriggerBody {
  private final Table table;
  private final Trigger trigger;
  private final Catalog catalog;
  private final Session session;
  private final InlineValues values;
  private final DefaultValues defaults;

  TriggerBody(Table table, Trigger trigger, Catalog catalog, Session session) {
    this.table = table;
    this.trigger = trigger;
    this.catalog = catalog;
    this.session = session;
    this.values = new InlineValues(new DefinitionEnvironment(session), TriggerTime::of);
    this.defaults = new DefaultValues("", session);
  }

  /** One statement's binder, lowering and scope of NEW and OLD. */
  private record Frame(Binder binder, Lowering lowering, Scope rows) {}

  private Frame frame() {
    Literals literals = new Literals(List.of());
    Binder binder = new Binder(catalog, session, literals, (database, relation) -> null);
    Lowering lowering = new Lowering(literals, session);
    Scope rows = Scope.empty(table.database());
    if (!trigger.event().equals("DELETE")) {
      rows = withRow(rows, binder, lowering, "NEW");
    }
    if (!trigger.event().equals("INSERT")) {
      rows = withRow(rows, binder, lowering, "OLD");
    }
    return new Frame(binder, lowering, rows);
  }

  private Scope withRow(Scope scope, Binder binder, Lowering lowering, String row) {
    int source = binder.newSource();
    lowering.addSource(source, Lowering.columns(table, row));
    return scope.and(Scope.ofTable(source, table, row)).asTriggerRows();
  }

  /** A condition of IF. */
  String condition(Expr condition) {
    Frame frame = frame();
    Typed typed = frame.binder().bind(condition, frame.rows());
    return text(frame.lowering().condition(typed));
  }

  /** A statement that runs where all conditions hold, and what SQLite must do after it. */
  List<String> statements(Statement statement, List<String> conditions) {
    if (statement instanceof Statement.Insert insert) {
      String sql = insert(insert, conditions);
      Column auto = target(insert.table()).autoIncrementColumn();
      return auto == null ? List.of(sql) : List.of(sql, raiseNext(target(insert.table()), auto));
    }
    if (statement instanceof Statement.Update update) {
      return List.of(update(update, conditions));
    }
    if (statement instanceof Statement.Delete delete) {
      return List.of(delete(delete, conditions));
    }
    throw SqlException.of(
        ErrorCode.ER_NOT_SUPPORTED_YET, "a trigger with statements other than plain DML");
  }

  /** The counter of AUTO_INCREMENT never falls behind the rows. */
  private static String raiseNext(Table target, Column auto) {
    return "UPDATE _edge_auto SET next = max(next, coalesce((SELECT max("
        + name(auto.name())
        + ") FROM "
        + name(target.physical())
        + "), 0) + 1) WHERE tbl = "
        + string(target.physical());
  }

  /** The next value that AUTO_INCREMENT gives, plus {@code offset}. */
  private static String next(Table target, String offset) {
    return "(SELECT next FROM _edge_auto WHERE tbl = "
        + string(target.physical())
        + ") + "
        + offset;
  }

  private String insert(Statement.Insert insert, List<String> conditions) {
    if (!insert.onDuplicate().isEmpty()) {
      throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "ON DUPLICATE KEY UPDATE in a trigger");
    }
    Table target = target(insert.table());
    refuseAssigned(target, "INSERT");
    List<Column> columns = columns(insert, target);
    Frame frame = frame();
    StringJoiner names = new StringJoiner(", ");
    columns.forEach(column -> names.add(name(column.name())));
    List<Column> rest = new ArrayList<>();
    for (Column column : target.columns()) {
      if (!columns.contains(column) && column.generated() == null) {
        rest.add(column);
        names.add(name(column.name()));
      }
    }
    String verb =
        insert.replace() ? "INSERT OR REPLACE" : insert.ignore() ? "INSERT OR IGNORE" : "INSERT";
    String source =
        insert.source() instanceof Statement.InsertRows rows
            ? rows(rows, target, columns, rest, frame, conditions)
            : query(
                ((Statement.InsertQuery) insert.source()).query(),
                target,
                columns,
                rest,
                frame,
                conditions);
    List<Column> order = new ArrayList<>(columns);
    order.addAll(rest);
    String keyed = withKeys(source, order, target, names);
    return verb + " INTO " + name(target.physical()) + " (" + names + ") " + keyed;
  }

  /** The source with the sort keys of its columns; their names join {@code names}. */
  private static String withKeys(
      String source, List<Column> columns, Table target, StringJoiner names) {
    List<SortColumn> sorts = SortColumn.of(target);
    if (sorts.isEmpty()) {
      return source;
    }
    StringJoiner empty = new StringJoiner(", ", "SELECT ", " WHERE 0");
    for (int i = 0; i < columns.size(); i++) {
      empty.add("NULL AS s" + i);
    }
    StringJoiner items = new StringJoiner(", ", "SELECT *, ", "");
    for (SortColumn sort : sorts) {
      names.add(name(sort.name()));
      items.add(SortColumnText.key("s" + columns.indexOf(sort.column()), sort));
    }
    return items + " FROM (" + empty + " UNION ALL SELECT * FROM (" + source + "))";
  }

  private static List<Column> columns(Statement.Insert insert, Table target) {
    if (insert.columns().isEmpty()) {
      return target.columns().stream().filter(column -> !column.invisible()).toList();
    }
    List<Column> columns = new ArrayList<>();
    for (String wanted : insert.columns()) {
      Column column = target.column(wanted);
      if (column == null) {
        throw SqlException.of(ErrorCode.ER_BAD_FIELD_ERROR, wanted, "field list");
      }
      columns.add(column);
    }
    return columns;
  }

  private String rows(
      Statement.InsertRows rows,
      Table target,
      List<Column> columns,
      List<Column> rest,
      Frame frame,
      List<String> conditions) {
    StringJoiner selects = new StringJoiner(" UNION ALL ");
    int number = 0;
    for (List<Expr> row : rows.rows()) {
      if (row.size() != columns.size()) {
        throw SqlException.of(ErrorCode.ER_WRONG_VALUE_COUNT_ON_ROW, 1);
      }
      StringJoiner items = new StringJoiner(", ", "SELECT ", "");
      for (int i = 0; i < row.size(); i++) {
        Column column = columns.get(i);
        String value =
            row.get(i) instanceof Expr.Default
                ? omitted(column, target, String.valueOf(number))
                : assigned(row.get(i), column, frame.rows(), frame);
        items.add(
            column.autoIncrement()
                ? "coalesce(nullif(" + value + ", 0), " + next(target, number + ")")
                : value);
      }
      for (Column column : rest) {
        items.add(omitted(column, target, String.valueOf(number)));
      }
      number++;
      selects.add(items + where(null, conditions));
    }
    return selects.toString();
  }

  private String query(
      Query query,
      Table target,
      List<Column> columns,
      List<Column> rest,
      Frame frame,
      List<String> conditions) {
    if (columns.stream().anyMatch(Column::autoIncrement)) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET, "a trigger that selects values for AUTO_INCREMENT");
    }
    BoundQuery bound = frame.binder().bind(query, frame.rows());
    if (bound.outputs().size() != columns.size()) {
      throw SqlException.of(ErrorCode.ER_WRONG_VALUE_COUNT_ON_ROW, 1);
    }
    List<Representation> targets = new ArrayList<>();
    columns.forEach(column -> targets.add(Representation.ofColumn(column.type())));
    String select =
        new Renderer()
            .query(frame.lowering().queries().lower(bound, targets).query())
            .inlined(values::text);
    StringJoiner items = new StringJoiner(", ", "SELECT ", "");
    items.add("*");
    rest.forEach(column -> items.add(omitted(column, target, "row_number() OVER () - 1")));
    return items + " FROM (" + select + ")" + where(null, conditions);
  }

  /**
   * What a column gets that the statement does not name.
   *
   * @param row the row's number within the statement, from 0, as SQLite text
   */
  private String omitted(Column column, Table target, String row) {
    if (column.autoIncrement()) {
      return next(target, row);
    }
    return switch (column.defaultValue().kind()) {
      case NOW -> now(column);
      case NONE -> {
        if (!column.nullable()) {
          throw SqlException.of(ErrorCode.ER_NO_DEFAULT_FOR_FIELD, column.name());
        }
        yield "NULL";
      }
      case EXPRESSION ->
          throw SqlException.of(
              ErrorCode.ER_NOT_SUPPORTED_YET, "an expression as default inside a trigger");
      case NULL, LITERAL -> defaults.sqlite(column);
    };
  }

  private static String now(Column column) {
    return TriggerTime.now(column.type().scale());
  }

  private String update(Statement.Update update, List<String> conditions) {
    // Without LIMIT an order changes nothing.
    if (!(update.from() instanceof Query.Table named) || update.limit() != null) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET, "UPDATE of several tables or with LIMIT in a trigger");
    }
    Table target = target(named.name());
    refuseAssigned(target, "UPDATE");
    Frame frame = frame();
    Scope scope = targetScope(target, named.alias(), frame);
    StringJoiner assignments = new StringJoiner(", ");
    List<Column> assigned = new ArrayList<>();
    for (Statement.Assignment assignment : update.assignments()) {
      Column column = target.column(assignment.column().column());
      if (column == null) {
        throw SqlException.of(
            ErrorCode.ER_BAD_FIELD_ERROR, assignment.column().column(), "field list");
      }
      assigned.add(column);
      String value = assigned(assignment.value(), column, scope, frame);
      assignments.add(name(column.name()) + " = " + value);
      for (SortColumn sort : SortColumn.of(target)) {
        if (sort.column().equals(column)) {
          assignments.add(name(sort.name()) + " = " + SortColumnText.key(value, sort));
        }
      }
    }
    for (Column column : target.columns()) {
      if (column.onUpdateNow() && !assigned.contains(column)) {
        assignments.add(name(column.name()) + " = " + now(column));
      }
    }
    String where = update.where() == null ? null : bound(update.where(), scope, frame);
    return "UPDATE " + name(target.physical()) + " SET " + assignments + where(where, conditions);
  }

  private String delete(Statement.Delete delete, List<String> conditions) {
    if (!(delete.from() instanceof Query.Table named)
        || !delete.orderBy().isEmpty()
        || delete.limit() != null) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET, "DELETE of several tables or with LIMIT in a trigger");
    }
    Table target = target(named.name());
    Frame frame = frame();
    Scope scope = targetScope(target, named.alias(), frame);
    String where = delete.where() == null ? null : bound(delete.where(), scope, frame);
    return "DELETE FROM " + name(target.physical()) + where(where, conditions);
  }

  private static Scope targetScope(Table target, @Nullable String alias, Frame frame) {
    int source = frame.binder().newSource();
    frame.lowering().addSource(source, Lowering.columns(target, target.physical()));
    return Scope.ofTable(source, target, alias == null ? target.name() : alias)
        .within(frame.rows());
  }

  private String bound(Expr condition, Scope scope, Frame frame) {
    return text(
        frame.lowering().condition(frame.binder().bind(condition, scope.in("where clause"))));
  }

  private String assigned(Expr value, Column column, Scope scope, Frame frame) {
    Typed typed = frame.binder().bind(value, scope);
    return text(
        frame
            .lowering()
            .lowerAs(typed, Representation.ofColumn(column.type()), column.type())
            .sql());
  }

  private String text(Sql sql) {
    return new Renderer().expr(sql).inlined(values::text);
  }

  private static String where(@Nullable String own, List<String> conditions) {
    List<String> all = new ArrayList<>();
    if (own != null) {
      all.add("(" + own + ")");
    }
    all.addAll(conditions);
    return all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all);
  }

  /** The target's own triggers cannot change a row that a trigger writes. */
  private static void refuseAssigned(Table target, String event) {
    if (RowTriggers.hasAssignments(target, event)) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET,
          "a trigger that writes a table whose triggers set columns");
    }
  }

  private Table target(TableName wanted) {
    String database = wanted.database() == null ? table.database() : wanted.database();
    if (catalog.relation(database, wanted.table()) instanceof Table found) {
      if (found.physical().equals(table.physical())) {
        throw SqlException.of(ErrorCode.ER_CANT_UPDATE_USED_TABLE_IN_SF_OR_TRG, found.name());
      }
      return found;
    }
    throw SqlException.of(ErrorCode.ER_NO_SUCH_TABLE, database, wanted.table());
  }
}
