package io.edgesql.dialect.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As what operands are compared, and what a parameter is taken for. */
final class ComparisonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i = b | INTEGER",
        "i = 5 | INTEGER",
        "bu = 5 | INTEGER",
        "d = i | DECIMAL",
        "d = 1.5 | DECIMAL",
        "d = '1.5' | REAL",
        "i = '5' | REAL",
        "vc = 0 | REAL",
        "db = d | REAL",
        "vc = 'a' | STRING",
        "vc = vcb | STRING",
        "vc = vb | BINARY",
        "en = 'a' | STRING",
        "en = 1 | INTEGER",
        "dt = dt | DATE",
        "dt = dtm | DATETIME",
        "tm = tm3 | TIME",
        "dt = '2020-01-01' | DATETIME",
        "tm = '10:00:00' | TIME",
        "dt = 20200101 | INTEGER",
        "dtm6 = 1 | DECIMAL",
        "i = 0x05 | INTEGER",
        "js = 'a' | JSON",
        "i = NULL | NULL",
        "(i, b) = (1, 2) | ROW"
      })
  void operandsAreComparedInTheDomainThatTheManualNames(String condition, String kind) {
    Typed.Call call = where(condition);
    assertThat(Comparison.of(call.arguments().get(0), call.arguments().get(1)).kind())
        .isEqualTo(Comparison.Kind.valueOf(kind));
  }

  @ParameterizedTest
  @CsvSource({
    "i = ?, BIGINT",
    "? = d, DECIMAL",
    "vc = ?, VARCHAR",
    "dtm > ?, DATETIME",
    "b BETWEEN ? AND ?, BIGINT",
    "i IN (?), BIGINT",
    "i IN (SELECT b FROM t WHERE ? = dt), DATE"
  })
  void aParameterHasTheTypeOfWhatItIsComparedWith(String condition, TypeName type) {
    List<SqlType> found = new ArrayList<>();
    collect(where(condition), found);
    assertThat(found).isNotEmpty().allSatisfy(each -> assertThat(each.name()).isEqualTo(type));
  }

  private static Typed.Call where(String condition) {
    Typed where = select("SELECT 1 FROM t WHERE " + condition).where();
    return where instanceof Typed.Call call
        ? call
        : new Typed.Call("IN", List.of(Objects.requireNonNull(where)), SqlType.BOOLEAN);
  }

  private static BoundQuery.Select select(String sql) {
    return (BoundQuery.Select) Fixture.bind(sql).body();
  }

  private static void collect(Typed e, List<SqlType> into) {
    if (e instanceof Typed.Parameter parameter) {
      into.add(parameter.type());
    }
    if (e instanceof Typed.InQuery in && in.query().body() instanceof BoundQuery.Select inner) {
      collect(Objects.requireNonNull(inner.where()), into);
    }
    Aggregation.children(e).forEach(child -> collect(child, into));
  }
}
