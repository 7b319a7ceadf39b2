package io.edgesql.dialect.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.ParameterType;
import io.edgesql.dialect.types.SqlType;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What MySQL 8.0.31 tells about parameters when a statement is prepared. */
final class ParametersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?, ? + ?, ? + 1, ? + 1.5, -? | VARCHAR DOUBLE DOUBLE BIGINT DECIMAL DOUBLE",
        "1 + ABS(?), 1.5 + (? + ?), 'a' + (? * ?) | BIGINT DECIMAL DECIMAL VARCHAR VARCHAR",
        "CURDATE() + ?, CONCAT(? + ?), (? + ?) = CURDATE() | DATE VARCHAR VARCHAR DATE DATE",
        "? & ?, ? & 1, ? << 1, 1 << ?, ~? | VARBINARY VARBINARY BIGINT VARBINARY BIGINT VARBINARY",
        "ROUND(?), ROUND(?, ?), TRUNCATE(ABS(?), 3) | DECIMAL DECIMAL BIGINT DECIMAL",
        "GREATEST(?, ?), LEAST(?, 1), GREATEST(?, 1.5, 2) | VARCHAR VARCHAR BIGINT DECIMAL",
        "IF(?, ?, ?), IF(?, 1, ?), IF(1, ?, ?) + 1 |"
            + " BIGINT VARCHAR VARCHAR BIGINT BIGINT BIGINT BIGINT",
        "CASE ? WHEN 1 THEN ? ELSE 2 END, CASE WHEN ? THEN ? END | BIGINT BIGINT BIGINT VARCHAR",
        "IFNULL(?, CURDATE()), COALESCE(?, 1.5, 'a'), NULLIF(CURDATE(), ?) | DATE DECIMAL DATE",
        "CURDATE() BETWEEN ? AND ?, ? IN (1, 2), ? = ?, ? LIKE 'a' |"
            + " DATE DATE BIGINT VARCHAR VARCHAR VARCHAR",
        "(?, ?) = (1, 'a'), (1, ?) IN ((?, 2)) | BIGINT VARCHAR BIGINT BIGINT",
        "? AND ?, NOT ?, ? IS NULL, ? IS TRUE, ? XOR 1 |"
            + " BIGINT BIGINT BIGINT VARCHAR BIGINT BIGINT",
        "CAST(? AS UNSIGNED), CAST(? AS DATE), CAST(? AS TIME), CAST(? AS JSON) |"
            + " BIGINT DATE DATETIME JSON",
        "DATE_ADD(?, INTERVAL ? DAY), DATE_ADD(?, INTERVAL ? SECOND) |"
            + " DATE BIGINT DATETIME DECIMAL",
        "YEAR(?), TIME(?), DATE(?), TIME_TO_SEC(?), TIMEDIFF(NOW(), ?) |"
            + " DATETIME DATETIME DATE TIME DATETIME",
        "SUBSTR(?, ?, ?), CHAR(?, ?), HEX(?), ELT(?, 1, ?) |"
            + " VARCHAR BIGINT BIGINT BIGINT BIGINT VARCHAR BIGINT VARCHAR",
        "JSON_EXTRACT(?, '$'), JSON_SET('{}', '$.a', ?), JSON_ARRAY(?) | JSON JSON VARCHAR",
        "SUM(?), MIN(?), MIN(? + ?) | DOUBLE VARCHAR VARCHAR VARCHAR",
        "CONV(?, ?, ?), FROM_UNIXTIME(?), POINT(?, ?) | BIGINT BIGINT BIGINT DECIMAL DOUBLE DOUBLE"
      })
  void aParameterIsOfTheTypeThatItsPlaceTells(String list, String types) {
    assertThat(types("SELECT " + list, Map.of())).isEqualTo(types);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1 FROM t WHERE i = ? AND bu > ? AND d = ? AND vc = ? | BIGINT BIGINT DECIMAL VARCHAR",
        "SELECT 1 FROM t WHERE ? AND dt = ? AND tm = ? AND dtm = ? | BIGINT DATE TIME DATETIME",
        "SELECT 1 FROM t WHERE en = ? AND vb = ? AND db = ? AND js = ? | VARCHAR VARBINARY DOUBLE JSON",
        "SELECT 1 FROM t HAVING ? LIMIT ? | BIGINT BIGINT"
      })
  void aParameterBesideAColumnIsOfItsKind(String sql, String types) {
    assertThat(types(sql, Map.of())).isEqualTo(types);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT ? + 1", "SELECT ABS(?)", "SELECT ? FROM t WHERE vc LIKE 'a'"})
  void aGivenTypeGoesBeforeWhatThePlaceTells(String sql) {
    assertThat(types(sql, Map.of(0, SqlType.DATE))).isEqualTo("DATE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT ? COLLATE utf8mb4_bin | 1253",
        "SELECT NULL COLLATE utf8mb4_bin | 1253",
        "SELECT JSON_VALUE(?, '$.a') | 3146"
      })
  void somePlacesTakeNoParameter(String sql, int code) {
    assertThatThrownBy(() -> types(sql, Map.of()))
        .isInstanceOfSatisfying(
            SqlException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static String types(String sql, Map<Integer, SqlType> given) {
    Lexed lexed = Lexer.lex(sql, Fixture.SESSION.mode());
    Literals literals = new Literals(lexed.literals().tokens(), given);
    Statement statement = Parser.parse(lexed, Fixture.SESSION.mode());
    new Binder(Fixture.catalog(), Fixture.SESSION, literals, VirtualTables.NONE)
        .bind(((Statement.Select) statement).query());
    ParameterType unused = new ParameterType(SqlType.NULL, ParameterType.Use.ASSIGNED);
    return literals.parameters(lexed.parameterCount(), unused).stream()
        .map(each -> each.type().name().name())
        .collect(Collectors.joining(" "));
  }
}
