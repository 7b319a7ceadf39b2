package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog.Relation;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.SchemaStatement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** CREATE, OR REPLACE and ALTER VIEW. */
final class ViewChanges {
  private final Session session;
  private final VirtualTables virtualTables;

  ViewChanges(Session session, VirtualTables virtualTables) {
    this.session = session;
    this.virtualTables = virtualTables;
  }

  void create(SchemaStatement.CreateView create, String database, SchemaDraft draft) {
    draft.requireDatabase(database);
    String name = create.name().table();
    SchemaPlanner.checkName(name, ErrorCode.ER_WRONG_TABLE_NAME);
    Relation old = draft.catalog().lasting(database, name);
    if (old instanceof Table && (create.alter() || create.orReplace())) {
      throw SqlException.of(ErrorCode.ER_WRONG_OBJECT, database, name, "VIEW");
    }
    if (old == null && create.alter()) {
      throw SqlException.of(ErrorCode.ER_NO_SUCH_TABLE, database, name);
    }
    checkQuery(create, draft);
    if (old != null && !create.alter() && !create.orReplace()) {
      throw SqlException.of(ErrorCode.ER_TABLE_EXISTS_ERROR, name);
    }
    String home = session.database() == null ? database : session.database();
    draft.put(
        new View(
            database,
            name,
            create.columns(),
            create.text(),
            home,
            create.algorithm(),
            create.definer() == null ? "root@%" : create.definer(),
            create.security(),
            create.checkOption(),
            session.collation().name(),
            session.mode().readingWords()));
  }

  /** A view is refused now if its query could not run now. */
  private void checkQuery(SchemaStatement.CreateView create, SchemaDraft draft) {
    Binder binder =
        new Binder(draft.catalog(), session, new Literals(java.util.List.of()), virtualTables);
    BoundQuery bound = binder.bind(Parser.parseQuery(create.text(), session.mode()));
    if (binder.readsVariables()) {
      throw SqlException.of(ErrorCode.ER_VIEW_SELECT_VARIABLE);
    }
    String temporary = binder.temporary();
    if (temporary != null) {
      throw SqlException.of(ErrorCode.ER_VIEW_SELECT_TMPTABLE, temporary);
    }
    if (!create.columns().isEmpty() && create.columns().size() != bound.outputs().size()) {
      throw SqlException.of(ErrorCode.ER_VIEW_WRONG_LIST);
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < bound.outputs().size(); i++) {
      String column =
          create.columns().isEmpty() ? bound.outputs().get(i).name() : create.columns().get(i);
      if (!seen.add(column.toLowerCase(Locale.ROOT))) {
        throw SqlException.of(ErrorCode.ER_DUP_FIELDNAME, column);
      }
    }
  }
}
