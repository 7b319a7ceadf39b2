package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.tree.TableName;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the planners of one statement share. */
record Planning(
    Catalog catalog,
    Session session,
    Literals literals,
    VirtualTables virtualTables,
    Binder binder,
    boolean isExactOnly,
    boolean isStrictChange) {
  /** The shard of statements without tables, and of databases that name none. */
  static final String DEFAULT_SHARD = "main";

  static Planning of(
      Catalog catalog,
      Session session,
      Literals literals,
      VirtualTables virtualTables,
      boolean isExactOnly,
      boolean isStrictChange) {
    Binder binder = new Binder(catalog, session, literals, virtualTables);
    return new Planning(
        catalog, session, literals, virtualTables, binder, isExactOnly, isStrictChange);
  }

  /** For another statement, or the same from its beginning. */
  Planning anew() {
    return of(catalog, session, literals, virtualTables, isExactOnly, isStrictChange);
  }

  Lowering lowering() {
    Lowering lowering = new Lowering(literals, session);
    if (!isExactOnly) {
      lowering.allowInexact();
    } else if (isStrictChange) {
      lowering.forStrictChange();
    }
    return lowering;
  }

  /** The table or view that a statement writes. */
  Catalog.Relation relation(TableName name) {
    String database = name.database() == null ? session.database() : name.database();
    if (database == null) {
      throw SqlException.of(ErrorCode.ER_NO_DB_ERROR);
    }
    Catalog.Relation relation = catalog.relation(database, name.table());
    if (relation == null) {
      if (virtualTables.columns(database, name.table()) != null) {
        throw SqlException.of(
            ErrorCode.ER_NOT_SUPPORTED_YET, "changes of " + database + "." + name.table());
      }
      throw catalog.database(database) == null && !virtualTables.isDatabase(database)
          ? SqlException.of(ErrorCode.ER_BAD_DB_ERROR, database)
          : SqlException.of(ErrorCode.ER_NO_SUCH_TABLE, database, name.table());
    }
    return relation;
  }

  /** Whether a foreign key refers to the table. */
  boolean isReferenced(Table table) {
    for (Catalog.Database database : catalog.databases().values()) {
      for (Catalog.Relation relation : database.relations().values()) {
        if (relation instanceof Table child) {
          for (Table.ForeignKey key : child.foreignKeys()) {
            if (key.referencedDatabase().equals(table.database())
                && key.referencedTable().equals(table.name())) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /** The one shard that holds all the tables. */
  String shard(Collection<Table> tables) {
    String shard = null;
    for (Table table : tables) {
      String own = shardOf(table.database());
      if (shard != null && !shard.equals(own)) {
        throw SqlException.of(
            ErrorCode.ER_NOT_SUPPORTED_YET, "a statement over databases of several shards");
      }
      shard = own;
    }
    return Objects.requireNonNullElse(
        shard, session.database() == null ? DEFAULT_SHARD : shardOf(session.database()));
  }

  private String shardOf(@Nullable String database) {
    Catalog.Database found = database == null ? null : catalog.database(database);
    return found == null ? DEFAULT_SHARD : found.shard();
  }
}
