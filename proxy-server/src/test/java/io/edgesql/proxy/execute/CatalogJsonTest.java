package io.edgesql.proxy.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.ddl.SchemaEdit;
import io.edgesql.dialect.ddl.SchemaPlanner;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Collation;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CatalogJsonTest {
  private Catalog catalog = Catalog.EMPTY;

  private SchemaEdit run(String sql) {
    Statement.Schema statement =
        (Statement.Schema) Parser.parse(Lexer.lex(sql, SqlMode.DEFAULT), SqlMode.DEFAULT);
    SchemaEdit edit =
        SchemaPlanner.plan(
            statement.statement(),
            catalog,
            new Session("app", Collation.UTF8MB4_0900_AI_CI, SqlMode.DEFAULT),
            "2026-01-01 00:00:00",
            true,
            Table.TEMPORARY + "test:");
    catalog = edit.apply(catalog, catalog.version() + 1);
    return edit;
  }

  @Test
  void tablesComeBackAsTheyWere() {
    run("create database app");
    run("create table p (id bigint unsigned primary key)");
    run(
        "create table c (id int auto_increment primary key, e enum('x','y') default 'y',"
            + " d decimal(9,3) not null, v varchar(9) collate utf8mb4_bin, p bigint unsigned,"
            + " unique (d, v(3)), foreign key (p) references p (id), check (d > 0)) comment 'c'");
    Table table = (Table) Objects.requireNonNull(catalog.relation("app", "c"));

    Object read = CatalogJson.read("table/app/c", CatalogJson.write(table));

    assertThat(read).isEqualTo(table);
  }

  @Test
  void viewsAndDatabasesComeBack() {
    run("create database app character set latin1");
    run("create view v as select 1 as one");
    View view = (View) Objects.requireNonNull(catalog.relation("app", "v"));
    Catalog.Database database = Objects.requireNonNull(catalog.database("app"));
    Catalog assembled =
        CatalogJson.assemble(
            7,
            Map.of(
                "database/app", readBack("database/app", CatalogJson.write(database)),
                "view/app/v", readBack("view/app/v", CatalogJson.write(view))));

    assertThat(assembled.version()).isEqualTo(7);
    assertThat(assembled.databases().get("app")).isEqualTo(database);
  }

  @Test
  void namesWithSlashesKeepTheirOwnKey() {
    assertThat(CatalogJson.tableKey("a/b", "c")).isEqualTo("table/a%2Fb/c");
    assertThat(CatalogJson.tableKey("a", "b/c")).isEqualTo("table/a/b%2Fc");
    assertThat(CatalogJson.tableKey("a%2Fb", "c")).isEqualTo("table/a%252Fb/c");
  }

  @Test
  void membersOfANewerVersionAreIgnored() {
    Object read =
        CatalogJson.read(
            "database/app",
            "{\"name\":\"app\",\"collation\":\"utf8mb4_bin\",\"shard\":\"main\",\"future\":1}");

    assertThat(read).isNotNull();
    assertThat(CatalogJson.read("procedure/app/p", "{}")).isNull();
  }

  private static Object readBack(String key, String json) {
    Object object = CatalogJson.read(key, json);
    if (object == null) {
      throw new AssertionError("nothing under " + key);
    }
    return object;
  }
}
