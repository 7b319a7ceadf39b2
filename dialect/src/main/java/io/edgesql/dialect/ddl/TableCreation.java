package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Catalog.Database;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Check;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.Default;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.SchemaStatement.ColumnDefinition;
import io.edgesql.dialect.tree.SchemaStatement.KeyDefinition;
import io.edgesql.dialect.tree.SchemaStatement.KeyKind;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** CREATE TABLE in its three forms: columns, LIKE, SELECT. */
final class TableCreation {
  private final Session session;
  private final String nowUtc;
  private final boolean foreignKeyChecks;
  private final SchemaDraft draft;

  TableCreation(Session session, String nowUtc, boolean foreignKeyChecks, SchemaDraft draft) {
    this.session = session;
    this.nowUtc = nowUtc;
    this.foreignKeyChecks = foreignKeyChecks;
    this.draft = draft;
  }

  /** What the SELECT names must be there before anything else counts. */
  void checkQuery(SchemaStatement.CreateTable create) {
    if (create.query() != null) {
      bind(create.query());
    }
  }

  void create(SchemaStatement.CreateTable create, Database home) {
    String name = create.name().table();
    TableBuilder builder =
        new TableBuilder(home.name(), name, home.collation(), nowUtc, draft.defaults());
    builder.options(create.options());
    List<String> primary = primaryColumns(create);
    for (ColumnDefinition column : create.columns()) {
      builder.addColumn(column, -1, primary.stream().anyMatch(column.name()::equalsIgnoreCase));
    }
    Query query = create.query();
    if (query != null) {
      selectedColumns(query, builder);
    }
    for (KeyDefinition key : create.keys()) {
      builder.addKey(key);
    }
    create.foreignKeys().forEach(builder::addForeignKey);
    create.checks().forEach(builder::addCheck);
    Table table = builder.finish(draft.physical(name, create.temporary()));
    draft.definitionChecks().check(table, builder.columnChecks());
    draft.create(new ForeignKeyChecks(draft, foreignKeyChecks).created(table));
  }

  private static List<String> primaryColumns(SchemaStatement.CreateTable create) {
    List<String> columns = new ArrayList<>();
    for (KeyDefinition key : create.keys()) {
      if (key.kind() == KeyKind.PRIMARY) {
        key.parts().forEach(part -> columns.add(String.valueOf(part.column())));
      }
    }
    return columns;
  }

  /** Columns of the SELECT that are not defined already come after those that are. */
  private void selectedColumns(Query query, TableBuilder builder) {
    Set<String> seen = new HashSet<>();
    for (BoundQuery.Output output : TypesOfResults.outputs(bind(query))) {
      if (!seen.add(output.name().toLowerCase(Locale.ROOT))) {
        throw SqlException.of(ErrorCode.ER_DUP_FIELDNAME, output.name());
      }
      if (builder.indexOf(output.name()) >= 0) {
        continue;
      }
      BoundQuery.Origin origin = output.origin();
      Column source = origin == null ? null : origin.definition();
      Default value =
          source == null || source.autoIncrement()
              ? output.nullable() ? Default.NULL : TypesOfResults.defaultOf(output)
              : source.defaultValue();
      builder
          .columns()
          .add(
              new Column(
                  output.name(),
                  TypesOfResults.storable(output),
                  output.nullable(),
                  value,
                  false,
                  false,
                  null,
                  false,
                  source == null ? "" : source.comment(),
                  false,
                  source != null && source.namesCollation()));
    }
  }

  /** The INSERT that fills a table made by CREATE TABLE … SELECT. */
  Statement fill(SchemaStatement.CreateTable create, String database) {
    Query query = create.query();
    if (query == null) {
      throw new IllegalArgumentException("no query");
    }
    List<String> columns = new ArrayList<>();
    for (BoundQuery.Output output : bind(query).outputs()) {
      columns.add(output.name());
    }
    return new Statement.Insert(
        create.replaceDuplicates(),
        create.ignoreDuplicates(),
        new TableName(database, create.name().table()),
        columns,
        new Statement.InsertQuery(query),
        null,
        List.of(),
        List.of());
  }

  private BoundQuery bind(Query query) {
    return new Binder(draft.catalog(), session, new Literals(List.of()), (db, table) -> null)
        .bind(query);
  }

  /** CREATE TABLE … LIKE: everything but foreign keys, triggers and the counter. */
  void like(Table source, String database, String name, boolean isTemporary) {
    List<Check> checks = new ArrayList<>();
    String generated = source.name() + "_chk_";
    for (Check check : source.checks()) {
      boolean ours = check.name().startsWith(generated);
      checks.add(
          new Check(
              ours ? name + "_chk_" + check.name().substring(generated.length()) : check.name(),
              check.condition(),
              check.enforced()));
    }
    String physical = draft.physical(name, isTemporary);
    draft.create(
        new Table(
            database,
            name,
            physical,
            source.columns(),
            ShardTable.named(source.keys(), physical),
            List.of(),
            List.copyOf(checks),
            List.of(),
            source.collation(),
            source.options(),
            1,
            nowUtc));
  }
}
