package io.edgesql.proxy.execute.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.ddl.SchemaPlanner;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Collation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** SHOW CREATE TABLE against what MySQL 8.0.31 printed for the same statements. */
class CreateTextTest {
  private static final Session SESSION =
      new Session("app", Collation.UTF8MB4_0900_AI_CI, SqlMode.DEFAULT);

  private Catalog catalog = Catalog.EMPTY;

  private void run(String sql) {
    Statement.Schema statement =
        (Statement.Schema) Parser.parse(Lexer.lex(sql, SqlMode.DEFAULT), SqlMode.DEFAULT);
    catalog =
        SchemaPlanner.plan(
                statement.statement(),
                catalog,
                SESSION,
                "2026-01-01 00:00:00",
                true,
                Table.TEMPORARY + "test:")
            .apply(catalog, catalog.version() + 1);
  }

  @Test
  void printsWhatMySqlPrints() throws IOException {
    run("create database app");
    try (InputStream golden = CreateTextTest.class.getResourceAsStream("show-create.txt")) {
      assertThat(golden).isNotNull();
      String text = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      int number = 1;
      for (String pair : text.split("-- ", -1)) {
        if (pair.isBlank()) {
          continue;
        }
        int end = pair.indexOf('\n');
        run(pair.substring(0, end));
        Table table = (Table) Objects.requireNonNull(catalog.relation("app", "t" + number++));
        assertThat(CreateText.PLAIN.table(table, 1)).isEqualTo(pair.substring(end + 1).trim());
      }
      assertThat(number).isEqualTo(4);
    }
  }

  @Test
  void showsTheNextKeyOnlyOnceOneWasUsed() {
    run("create database app");
    run("create table a (id int primary key auto_increment)");
    Table table = (Table) Objects.requireNonNull(catalog.relation("app", "a"));

    assertThat(CreateText.PLAIN.table(table, 1)).doesNotContain("AUTO_INCREMENT=");
    assertThat(CreateText.PLAIN.table(table, 12))
        .contains(") ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT");
  }

  @Test
  void printsDatabases() {
    run("create database app");
    run("create database old character set latin1");

    assertThat(CreateText.PLAIN.database(Objects.requireNonNull(catalog.database("app"))))
        .isEqualTo(
            "CREATE DATABASE `app` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE"
                + " utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */");
    assertThat(CreateText.PLAIN.database(Objects.requireNonNull(catalog.database("old"))))
        .isEqualTo(
            "CREATE DATABASE `old` /*!40100 DEFAULT CHARACTER SET latin1 */"
                + " /*!80016 DEFAULT ENCRYPTION='N' */");
  }

  @Test
  void quotesNamesAsTheSessionReadsThem() {
    run("create database app");
    run(
        "create table p (a int primary key, `b\"c` int comment 'a`b', key `k``1` (`b\"c`), check (a > 0))");
    Table table = (Table) Objects.requireNonNull(catalog.relation("app", "p"));

    assertThat(CreateText.in("ANSI_QUOTES,NO_ZERO_DATE").table(table, 1))
        .isEqualTo(
            """
            CREATE TABLE "p" (
              "a" int NOT NULL,
              "b""c" int DEFAULT NULL COMMENT 'a`b',
              PRIMARY KEY ("a"),
              KEY "k`1" ("b""c"),
              CONSTRAINT "p_chk_1" CHECK ((`a` > 0))
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci""");
    assertThat(CreateText.in("REAL_AS_FLOAT,ANSI_QUOTES,ANSI").table(table, 1)).endsWith("\n)");
  }
}
