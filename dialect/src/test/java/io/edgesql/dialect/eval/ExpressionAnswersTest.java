package io.edgesql.dialect.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
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
 * Each line of answers.tsv is an expression, what MySQL 8.0.31 answered to SELECT of it ({@code
 * =text}, {@code x} and hex, NULL, or {@code !} and the error) and how many warnings it left.
 */
class ExpressionAnswersTest {
  private static final Session SESSION =
      new Session("t", Collation.UTF8MB4_0900_AI_CI, Session.SqlMode.DEFAULT);
  private static final Catalog CATALOG =
      new Catalog(
          1,
          Map.of("t", new Catalog.Database("t", Collation.UTF8MB4_0900_AI_CI, "main", Map.of())));

  @TestFactory
  List<DynamicTest> answersAsMySqlDoes() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : resource("answers.tsv").split("\n")) {
      String[] fields = line.split("\t", -1);
      tests.add(
          DynamicTest.dynamicTest(
              fields[0],
              () -> assertThat(answer(fields[0])).isEqualTo(fields[1] + " " + fields[2])));
    }
    return tests;
  }

  private static String answer(String expression) {
    String sql = "SELECT " + expression;
    try {
      Lexed lexed = Lexer.lex(sql, SESSION.mode());
      Statement statement = Parser.parse(lexed, SESSION.mode());
      BoundQuery query =
          new Binder(CATALOG, SESSION, lexed.literals(), VirtualTables.NONE)
              .bind(((Statement.Select) statement).query());
      Typed item = ((BoundQuery.Select) query.body()).items().get(0);
      FixedEnvironment environment = new FixedEnvironment(SESSION, lexed.literals());
      Value value = Evaluator.evaluate(item, environment);
      return show(value, item.type()) + " " + environment.warnings().size();
    } catch (SqlException error) {
      return "!" + error.code() + (error.code() == 1690 ? " " + error.text() : "") + " 0";
    }
  }

  private static String show(Value value, SqlType type) {
    if (value.isNull()) {
      return "NULL";
    }
    byte[] bytes = ValueText.bytes(value, type);
    if (type.name().isBinary() || type.name().isGeometry()) {
      return "x" + HexFormat.of().formatHex(bytes);
    }
    return "="
        + new String(bytes, StandardCharsets.UTF_8)
            .replace("\\", "\\\\")
            .replace("\t", "\\t")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\0", "\\0");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ExpressionAnswersTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
