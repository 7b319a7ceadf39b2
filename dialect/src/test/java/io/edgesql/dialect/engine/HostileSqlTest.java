package io.edgesql.dialect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.SqlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Whatever a client sends, the brain gives a plan or MySQL's error, and soon. */
class HostileSqlTest {
  private static final long SEED = 20_261_127;
  private static final int MUTATIONS = 3_000;
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  private static final List<String> SPLICES =
      List.of(
          "(",
          ")",
          "((((((((((",
          "'",
          "\"",
          "`",
          "\\",
          "\0",
          ";",
          ",",
          ".",
          "*",
          "/*",
          "*/",
          "/*!",
          "/*!80000",
          "--",
          "-- ",
          "#",
          "@",
          "@@",
          ":=",
          "?",
          "{",
          "}",
          "->",
          "->>",
          "0x",
          "x'",
          "b'2'",
          "N'",
          "_latin1",
          "1e999",
          "99999999999999999999",
          ".",
          "1.",
          "NULL",
          "SELECT",
          "FROM",
          "UNION ALL",
          "INTERVAL",
          "CASE WHEN",
          "END",
          "BETWEEN",
          "AND",
          "NOT",
          "IN (",
          "EXISTS (",
          "OVER (",
          "LIMIT -1",
          "ROW(1,2)",
          "DEFAULT",
          "LATERAL",
          "WITH RECURSIVE",
          "JSON_TABLE(",
          "MATCH",
          "AGAINST",
          "COLLATE",
          "CONVERT(",
          "CAST(",
          "INTO @a",
          "FOR UPDATE",
          "ON DUPLICATE KEY UPDATE",
          "é",
          "😀",
          "\uD800",
          "\u00A0");

  @Test
  void mutatedStatementsGiveAPlanOrAnError() throws IOException, SQLException {
    List<String> corpus = corpus();
    Random random = new Random(SEED);
    try (Engine engine = engine()) {
      Assertions.assertTimeout(
          GENEROUS,
          () -> {
            for (int i = 0; i < MUTATIONS; i++) {
              compile(engine, mutated(corpus.get(random.nextInt(corpus.size())), random));
            }
          });
    }
  }

  @Test
  void enormousStatementsEndSoon() throws IOException, SQLException {
    List<String> huge =
        List.of(
            "(".repeat(1_000_000),
            "SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000),
            "SELECT " + "-".repeat(20_000) + "1",
            "SELECT " + "NOT ".repeat(20_000) + "1",
            "SELECT " + "(SELECT ".repeat(20_000) + "1" + ")".repeat(20_000),
            "SELECT " + "CASE WHEN 1 THEN ".repeat(20_000) + "1" + " END".repeat(20_000),
            "SELECT " + "ABS(".repeat(10_000) + "1" + ")".repeat(10_000),
            "SELECT 1" + " + 1".repeat(20_000),
            "SELECT 1" + " OR 1".repeat(20_000) + " FROM a",
            "SELECT id FROM a WHERE id IN (1" + ",2".repeat(20_000) + ")",
            "SELECT id FROM a WHERE id = 1" + " OR id = 2".repeat(20_000),
            "SELECT 1 FROM a" + ", a".repeat(5_000),
            "SELECT 1 FROM a a0 " + joins(5_000),
            "SELECT 1" + " UNION SELECT 1".repeat(20_000),
            "SELECT " + "1,".repeat(10_000) + "1",
            "SELECT '" + "x".repeat(2_000_000) + "'",
            "SELECT /*" + "*".repeat(1_000_000),
            "SELECT /*!" + "/*!".repeat(20_000),
            "WITH c AS (SELECT 1) " + "SELECT * FROM c".repeat(1_000),
            "WITH " + commons(1_000) + " SELECT * FROM c999",
            "INSERT INTO a (id) VALUES (1)" + ",(1)".repeat(20_000),
            "SELECT * FROM " + "(SELECT * FROM ".repeat(5_000) + "a" + ") x".repeat(5_000),
            "CREATE TABLE big (a INT" + ", a INT".repeat(20_000) + ")",
            "SELECT `" + "n".repeat(1_000_000) + "`",
            "\0".repeat(1_000_000),
            "SELECT * FROM a WHERE (id, id) IN (" + "(1, 1),".repeat(10_000) + "(1, 1))",
            "SELECT JSON_EXTRACT('[]', '$" + "[0]".repeat(20_000) + "')");
    try (Engine engine = engine()) {
      for (String sql : huge) {
        Assertions.assertTimeout(
            GENEROUS, () -> compile(engine, sql), () -> sql.substring(0, 60) + "…");
      }
    }
  }

  /** Each table doubles the one before: a plan that expanded them would never end. */
  @Test
  void tablesThatDoubleEachOtherDoNotExplode() throws IOException, SQLException {
    StringBuilder sql = new StringBuilder("WITH c0 AS (SELECT id FROM a)");
    for (int i = 1; i < 60; i++) {
      sql.append(", c").append(i).append(" AS (SELECT x.id FROM c").append(i - 1);
      sql.append(" x JOIN c").append(i - 1).append(" y ON x.id = y.id)");
    }
    sql.append(" SELECT COUNT(*) FROM c59");
    try (Engine engine = engine()) {
      Assertions.assertTimeout(GENEROUS, () -> compile(engine, sql.toString()));
    }
  }

  private static String joins(int count) {
    StringBuilder out = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      out.append("JOIN a a").append(i).append(" ON a").append(i).append(".id = a0.id ");
    }
    return out.toString();
  }

  private static String commons(int count) {
    StringBuilder out = new StringBuilder("c0 AS (SELECT 1)");
    for (int i = 1; i < count; i++) {
      out.append(", c").append(i).append(" AS (SELECT * FROM c").append(i - 1).append(")");
    }
    return out.toString();
  }

  private static void compile(Engine engine, String sql) {
    try {
      assertThat(engine.compile(sql).plan()).isNotNull();
    } catch (SqlException refused) {
      assertThat(refused.code()).isPositive();
    } catch (RuntimeException | StackOverflowError unexpected) {
      throw new AssertionError(
          "compiling " + sql.substring(0, Math.min(sql.length(), 2_000)), unexpected);
    }
  }

  private static String mutated(String sql, Random random) {
    StringBuilder out = new StringBuilder(sql);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && out.length() > 1; i++) {
      int at = random.nextInt(out.length());
      int end = Math.min(out.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> out.delete(at, end);
        case 1 -> out.insert(at, out.substring(at, end));
        case 2 -> out.insert(at, " " + SPLICES.get(random.nextInt(SPLICES.size())) + " ");
        default -> out.replace(at, end, SPLICES.get(random.nextInt(SPLICES.size())));
      }
    }
    return out.toString();
  }

  private static Engine engine() throws IOException, SQLException {
    Engine engine = Engine.open();
    for (String sql : resource("writes.sql").split(";\n", -1)) {
      if (sql.strip().startsWith("CREATE")) {
        engine.run(sql.strip());
      }
    }
    return engine;
  }

  private static List<String> corpus() throws IOException {
    List<String> corpus = new ArrayList<>();
    for (String file : List.of("writes.sql", "subqueries.sql", "triggers.sql", "columns.sql")) {
      for (String sql : resource(file).split(";\n", -1)) {
        if (!sql.isBlank()) {
          corpus.add(sql.strip());
        }
      }
    }
    for (String line : resource("expressions.tsv").split("\n", -1)) {
      if (!line.isBlank()) {
        corpus.add("SELECT id, " + line.split("\t", -1)[0] + " FROM a WHERE n > 1 ORDER BY 2");
      }
    }
    return corpus;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(HostileSqlTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
