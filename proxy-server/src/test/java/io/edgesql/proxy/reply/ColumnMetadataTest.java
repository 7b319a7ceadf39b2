package io.edgesql.proxy.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.ddl.SchemaPlanner;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Representation;
import io.edgesql.protocol.response.ColumnDefinition;
import io.edgesql.protocol.type.Collation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Column definitions of every type against those of MySQL 8.0.31. */
class ColumnMetadataTest {
  private static final Session SESSION =
      new Session("app", io.edgesql.dialect.types.Collation.UTF8MB4_0900_AI_CI, SqlMode.DEFAULT);

  static Stream<String> lines() {
    try (InputStream golden = ColumnMetadataTest.class.getResourceAsStream("columns.tsv");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(golden), StandardCharsets.UTF_8))) {
      List<String> all = lines.lines().filter(line -> !line.startsWith("#")).toList();
      return all.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isWhatMySqlSends(String line) {
    String[] cells = line.split("\t", -1);
    Table.Column column = column(cells[0]);
    BoundQuery.Origin origin =
        new BoundQuery.Origin("app", "x", "x", "c", column, false, false, false);
    Collation results = Collation.UTF8MB4_GENERAL_CI;

    ColumnDefinition definition =
        ColumnMetadata.of(
            new Program.ResultColumn(
                "c",
                column.type(),
                true,
                origin,
                new Program.ShardCell(0, Representation.ofColumn(column.type()))),
            results);

    assertThat(
            List.of(
                definition.type().code(),
                (int) definition.length(),
                definition.flags(),
                definition.decimals(),
                definition.collationId()))
        .containsExactly(
            Integer.parseInt(cells[1]),
            (int) Long.parseLong(cells[2]),
            Integer.parseInt(cells[3]),
            Integer.parseInt(cells[4]),
            Integer.parseInt(cells[5]));
  }

  private static Table.Column column(String type) {
    Catalog catalog = apply(Catalog.EMPTY, "create database app");
    catalog = apply(catalog, "create table x (c " + type + " null)");
    Table table = (Table) Objects.requireNonNull(catalog.relation("app", "x"));
    return Objects.requireNonNull(table.column("c"));
  }

  private static Catalog apply(Catalog catalog, String sql) {
    Statement.Schema statement =
        (Statement.Schema) Parser.parse(Lexer.lex(sql, SqlMode.DEFAULT), SqlMode.DEFAULT);
    return SchemaPlanner.plan(
            statement.statement(),
            catalog,
            SESSION,
            "2026-01-01 00:00:00",
            true,
            Table.TEMPORARY + "test:")
        .apply(catalog, catalog.version() + 1);
  }
}
