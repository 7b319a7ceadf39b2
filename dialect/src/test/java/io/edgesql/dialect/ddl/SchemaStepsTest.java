package io.edgesql.dialect.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.catalog.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a schema statement costs a shard, and what it leaves behind there. */
class SchemaStepsTest {
  private final ScriptSession session = new ScriptSession();

  @BeforeEach
  void makeDatabase() {
    run("CREATE DATABASE d");
    run("USE d");
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void aColumnAtTheEndDoesNotCopyTheRows() {
    run("CREATE TABLE t (id INT PRIMARY KEY)");

    run("ALTER TABLE t ADD COLUMN a VARCHAR(5) NOT NULL DEFAULT 'x', ADD COLUMN b DATE");

    assertThat(session.steps())
        .hasSize(2)
        .allMatch(step -> step.startsWith("ALTER TABLE `t_2` ADD COLUMN"));
  }

  @Test
  void whatOnlyTheCatalogKnowsCostsTheShardNothing() {
    run("CREATE TABLE t (id INT PRIMARY KEY, a INT, KEY k (a))");

    for (String change :
        List.of(
            "ALTER a SET DEFAULT 7",
            "RENAME KEY k TO l",
            "ALTER INDEX l INVISIBLE",
            "ALTER COLUMN a SET INVISIBLE",
            "COMMENT 'c'",
            "MODIFY a INT COMMENT 'd'",
            "RENAME TO u",
            "ENGINE = InnoDB")) {
      String table = session.catalog().relation("d", "t") == null ? "u" : "t";
      run("ALTER TABLE " + table + " " + change);
      assertThat(session.steps()).as(change).isEmpty();
    }
  }

  @Test
  void aColumnInTheMiddleCopiesTheRows() {
    run("CREATE TABLE t (id INT PRIMARY KEY)");

    run("ALTER TABLE t ADD COLUMN a INT FIRST");

    assertThat(session.steps()).anyMatch(step -> step.startsWith("INSERT INTO `t_3`"));
  }

  @Test
  void aRenamedKeyKeepsItsIndexAndItsNameIsFreeAgain() {
    run("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, KEY k (a))");
    run("ALTER TABLE t RENAME KEY k TO l");

    run("ALTER TABLE t ADD KEY k (b)");

    Table table = (Table) Objects.requireNonNull(session.catalog().relation("d", "t"));
    assertThat(table.keys())
        .extracting(Table.Key::physical)
        .containsExactly("", "t_2.k", "t_2.k_2");
  }

  @Test
  void aFailedChangeLeavesEverythingAsItWas() throws SQLException {
    run("CREATE TABLE t (id INT PRIMARY KEY, a INT, UNIQUE KEY u (a))");
    run("INSERT INTO t VALUES (1, 300)");
    List<String> before = session.shard().objects();

    assertThat(session.run("ALTER TABLE t MODIFY a TINYINT")).startsWith("error 1264");

    assertThat(session.shard().objects()).isEqualTo(before);
    assertThat(session.run("SELECT a FROM t")).isEqualTo("300");
  }

  @Test
  void droppedTablesLeaveNothingBehind() throws SQLException {
    run("CREATE TABLE p (id INT PRIMARY KEY)");
    run(
        "CREATE TABLE c (id INT PRIMARY KEY, pid INT, s TEXT, FULLTEXT KEY (s),"
            + " FOREIGN KEY (pid) REFERENCES p (id))");
    run("CREATE TRIGGER tr AFTER INSERT ON c FOR EACH ROW DELETE FROM p WHERE id = -1");
    run("ALTER TABLE c ADD COLUMN first INT FIRST, ADD UNIQUE KEY (first)");

    run("DROP DATABASE d");

    assertThat(session.shard().objects()).isEmpty();
  }

  private void run(String sql) {
    assertThat(session.run(sql)).as(sql).startsWith("ok");
  }
}
