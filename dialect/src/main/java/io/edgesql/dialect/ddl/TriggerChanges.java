package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog.Database;
import io.edgesql.dialect.catalog.Catalog.Relation;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Trigger;
import io.edgesql.dialect.plan.RowTriggers;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.SchemaStatement.TriggerStatement;
import io.edgesql.dialect.tree.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE and DROP TRIGGER: a trigger is part of its table. */
final class TriggerChanges {
  private final Session session;

  TriggerChanges(Session session) {
    this.session = session;
  }

  void create(SchemaStatement.CreateTrigger create, Table table, SchemaDraft draft) {
    if (owner(table.database(), create.name().table(), draft) != null) {
      if (create.ifNotExists()) {
        draft.note(ErrorCode.ER_TRG_ALREADY_EXISTS, "");
        return;
      }
      throw SqlException.of(ErrorCode.ER_TRG_ALREADY_EXISTS);
    }
    if (table.isTemporary()) {
      throw SqlException.of(ErrorCode.ER_TRG_ON_VIEW_OR_TEMP_TABLE, table.name());
    }
    TriggerRows.check(create, table, session.mode());
    List<Trigger> triggers = new ArrayList<>(table.triggers());
    triggers.add(
        new Trigger(
            create.name().table(),
            create.before(),
            create.event(),
            create.text(),
            create.definer() == null ? "root@%" : create.definer(),
            sqlMode(create),
            draft.nowUtc(),
            session.collation().name()));
    Table changed = TableCopies.withTriggers(table, triggers);
    RowTriggers.check(changed, triggers.get(triggers.size() - 1));
    if (create.body().stream().anyMatch(RowTriggers::isAssignment)) {
      refuseWriters(table, create.event(), draft);
    }
    draft.alter(table, changed, TableAlteration.unchanged(table));
  }

  private String sqlMode(SchemaStatement.CreateTrigger create) {
    String given = create.sqlMode();
    return given != null ? given : session.mode().readingWords();
  }

  /** Triggers of other tables that write this one would leave out what the new trigger sets. */
  private static void refuseWriters(Table table, String event, SchemaDraft draft) {
    for (Relation relation : draft.requireDatabase(table.database()).relations().values()) {
      if (relation instanceof Table other
          && other.triggers().stream()
              .anyMatch(trigger -> writes(RowTriggers.body(trigger), table, event))) {
        throw SqlException.of(
            ErrorCode.ER_NOT_SUPPORTED_YET,
            "SET NEW.column in a trigger of a table that another trigger writes");
      }
    }
  }

  private static boolean writes(List<TriggerStatement> body, Table table, String event) {
    for (TriggerStatement statement : body) {
      boolean found =
          statement instanceof SchemaStatement.TriggerIf branches
              ? branches.branches().stream().anyMatch(branch -> writes(branch, table, event))
              : statement instanceof SchemaStatement.TriggerDml dml
                  && writes(dml.statement(), table, event);
      if (found) {
        return true;
      }
    }
    return false;
  }

  private static boolean writes(Statement statement, Table table, String event) {
    if (statement instanceof Statement.Insert insert) {
      return event.equals("INSERT") && insert.table().table().equals(table.name());
    }
    return statement instanceof Statement.Update update
        && event.equals("UPDATE")
        && update.from() instanceof Query.Table named
        && named.name().table().equals(table.name());
  }

  void drop(SchemaStatement.DropTrigger drop, String database, SchemaDraft draft) {
    Table table = owner(database, drop.name().table(), draft);
    if (table == null) {
      if (drop.ifExists()) {
        draft.note(ErrorCode.ER_TRG_DOES_NOT_EXIST, "");
        return;
      }
      throw SqlException.of(ErrorCode.ER_TRG_DOES_NOT_EXIST);
    }
    List<Trigger> kept =
        table.triggers().stream()
            .filter(trigger -> !trigger.name().equals(drop.name().table()))
            .toList();
    draft.alter(table, TableCopies.withTriggers(table, kept), TableAlteration.unchanged(table));
  }

  /** Trigger names are unique in a database. */
  private static @Nullable Table owner(String database, String trigger, SchemaDraft draft) {
    Database home = draft.requireDatabase(database);
    for (Relation relation : home.relations().values()) {
      if (relation instanceof Table table
          && table.triggers().stream().anyMatch(t -> t.name().equals(trigger))) {
        return table;
      }
    }
    return null;
  }
}
