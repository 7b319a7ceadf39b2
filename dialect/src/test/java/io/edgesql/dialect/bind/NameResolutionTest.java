package io.edgesql.dialect.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whole statements against what a real MySQL 8.0.31 made of their names. */
final class NameResolutionTest {
  @Test
  void namesMeanWhatTheyMeanToMySql() throws IOException {
    List<String> differences = new ArrayList<>();
    int checked = 0;
    for (String line : lines()) {
      if (line.isBlank() || line.startsWith("# ")) {
        continue;
      }
      checked++;
      String[] fields = line.split("\t", -1);
      String expected = fields[1] + " " + fields[2];
      String actual = outcome(fields[0]);
      boolean namesFunction = fields[1].equals("1305") || fields[1].equals("1582");
      // The tree keeps functions' names in upper case, so errors cannot show them as written.
      if (namesFunction ? !actual.equalsIgnoreCase(expected) : !actual.equals(expected)) {
        differences.add(fields[0] + "\n  MySQL " + expected + "\n  here  " + actual);
      }
    }
    assertThat(checked).isGreaterThan(80);
    assertThat(differences).isEmpty();
  }

  private static List<String> lines() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            NameResolutionTest.class.getResourceAsStream("name-resolution.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static String outcome(String sql) {
    try {
      List<String> names = new ArrayList<>();
      for (BoundQuery.Output output : Fixture.bind(sql).outputs()) {
        BoundQuery.Origin origin = output.origin();
        names.add((origin == null ? "" : origin.alias() + ".") + output.name());
      }
      return "ok " + String.join(", ", names);
    } catch (SqlException e) {
      return e.code() + " " + e.text();
    }
  }

  @Test
  void aViewOfAColumnThatIsGoneIsInvalid() {
    assertThatThrownBy(() -> Fixture.bind("SELECT * FROM stale"))
        .isInstanceOfSatisfying(SqlException.class, e -> assertThat(e.code()).isEqualTo(1356));
  }

  @Test
  void aViewOfItselfEndsWithAnError() {
    assertThatThrownBy(() -> Fixture.bind("SELECT * FROM `loop`"))
        .isInstanceOfSatisfying(SqlException.class, e -> assertThat(e.code()).isEqualTo(1462));
  }

  @Test
  void virtualTablesIgnoreCase() {
    BoundQuery query = Fixture.bind("SELECT table_name FROM Information_Schema.Tables");
    assertThat(query.outputs()).hasSize(1);
  }

  @Test
  void everySourceHasAnIdOfItsOwn() {
    BoundQuery query = Fixture.bind("SELECT p.id FROM a p JOIN a q ON p.x = q.x");
    BoundQuery.JoinSource join =
        (BoundQuery.JoinSource) Objects.requireNonNull(((BoundQuery.Select) query.body()).from());
    assertThat(((BoundQuery.TableSource) join.left()).id())
        .isNotEqualTo(((BoundQuery.TableSource) join.right()).id());
  }

  @Test
  void theOptionalSideOfAnOuterJoinMayBeNull() {
    assertThat(Fixture.bind("SELECT b.id FROM a LEFT JOIN b ON a.x = b.x").outputs().get(0))
        .satisfies(output -> assertThat(output.nullable()).isTrue());
    assertThat(Fixture.bind("SELECT b.id FROM a RIGHT JOIN b ON a.x = b.x").outputs().get(0))
        .satisfies(output -> assertThat(output.nullable()).isFalse());
  }
}
