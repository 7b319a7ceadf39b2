package io.edgesql.dialect.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each line of stored.tsv: sql_mode (the default, or none), a column's type, whether it is NULL or
 * NOT NULL, a value, and what MySQL 8.0.31 then had in the column ({@code =text}, {@code x} and
 * hex, NULL, or {@code !} and the error), with its warnings' levels and codes. What is stored goes
 * through {@link SqliteCodec} and back.
 */
class ColumnStoreTest {
  private static final Collation TEXT = Collation.UTF8MB4_0900_AI_CI;
  private static final Catalog CATALOG =
      new Catalog(1, Map.of("t", new Catalog.Database("t", TEXT, "main", Map.of())));

  @TestFactory
  List<DynamicTest> storesAsMySqlDoes() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : resource().split("\n")) {
      String[] f = line.split("\t", -1);
      tests.add(
          DynamicTest.dynamicTest(
              String.join(" ", f[0], f[1], f[2], f[3]),
              () ->
                  assertThat(stored(f[0].equals("strict"), f[1], f[2].equals("N"), f[3]))
                      .isEqualTo(f[4] + " " + f[5])));
    }
    return tests;
  }

  private static String stored(boolean strict, String declaration, boolean nullable, String sql) {
    Session session = new Session("t", TEXT, strict ? Session.SqlMode.DEFAULT : loose());
    Table.Column column =
        new Table.Column(
            "c",
            type(declaration),
            nullable,
            nullable ? Table.Default.NULL : Table.Default.NONE,
            false,
            false,
            null,
            false,
            "",
            false);
    try {
      Lexed lexed = Lexer.lex("SELECT " + sql, session.mode());
      Statement statement = Parser.parse(lexed, session.mode());
      BoundQuery query =
          new Binder(CATALOG, session, lexed.literals(), VirtualTables.NONE)
              .bind(((Statement.Select) statement).query());
      Typed item = ((BoundQuery.Select) query.body()).items().get(0);
      FixedEnvironment environment = new FixedEnvironment(session, lexed.literals());
      Value value = Evaluator.evaluate(item, environment);
      Value stored =
          ColumnStore.store(value, item.type(), "st", column, environment, 1, false, false);
      Representation representation = Representation.ofColumn(column.type());
      Object encoded = SqliteCodec.encode(stored, column.type(), representation, environment);
      Value back = SqliteCodec.decode(encoded, representation, column.type(), environment);
      return show(back, column.type())
          + " "
          + String.join(
              ",",
              environment.warnings().stream()
                  .map(warning -> warning.charAt(0) + warning.split(" ", 3)[1])
                  .sorted()
                  .toList());
    } catch (SqlException error) {
      return "!" + error.code() + " " + error.text().replace("\\", "\\\\") + " ";
    }
  }

  private static SqlType type(String declaration) {
    String sql = "CREATE TABLE st (c " + declaration + ")";
    Lexed lexed = Lexer.lex(sql, Session.SqlMode.DEFAULT);
    Statement statement = Parser.parse(lexed, Session.SqlMode.DEFAULT);
    SchemaStatement.CreateTable create =
        (SchemaStatement.CreateTable) ((Statement.Schema) statement).statement();
    SqlType type = create.columns().get(0).type();
    boolean isText =
        type.name().isCharacter() || type.name() == TypeName.ENUM || type.name() == TypeName.SET;
    return isText ? type.withCollation(TEXT) : type;
  }

  private static Session.SqlMode loose() {
    return new Session.SqlMode(
        false, false, false, false, false, false, false, false, false, false, false, false, false,
        false);
  }

  private static String show(Value value, SqlType type) {
    if (value.isNull()) {
      return "NULL";
    }
    byte[] bytes = ValueText.bytes(value, type);
    if (type.name().isBinary() || type.name() == TypeName.BIT) {
      return "x" + HexFormat.of().formatHex(bytes);
    }
    return "=" + new String(bytes, StandardCharsets.UTF_8).replace("\\", "\\\\");
  }

  private static String resource() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ColumnStoreTest.class.getResourceAsStream("stored.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
