package io.edgesql.dialect.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Values that the shard may compute only where it does so as MySQL does; the answers are those of
 * MySQL 8.0.31.
 */
class ExactOrFinishedTest {
  @SuppressWarnings("NullAway.Init") // open() sets it.
  private Engine engine;

  @BeforeEach
  void open() throws SQLException {
    engine = Engine.open();
    engine.run(
        "CREATE TABLE t (id INT PRIMARY KEY, g INT, u BIGINT UNSIGNED, big BIGINT, x"
            + " DECIMAL(30,10), f FLOAT, r DOUBLE, name VARCHAR(20), s SET('a','b'), d DATETIME)");
    engine.run(
        "INSERT INTO t VALUES (1, 1, 1, 1, 1, 0.1, -2.5e-3, 'a', 'a', '2024-02-29 12:34:56'),"
            + " (2, 1, 18446744073709551615, -9223372036854775808, -12345678901234567890.5, 3.4e38,"
            + " 1.7976931348623157e308, 'b', '', '2023-12-31 00:00:00'),"
            + " (3, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),"
            + " (4, 2, 9223372036854775808, 5, 12345678901234567890.5, 1, 0, 'A', 'a,b',"
            + " '2000-01-01 00:00:00')");
  }

  @AfterEach
  void close() throws SQLException {
    engine.close();
  }

  @Test
  void groupsByRemaindersOfUnsignedNumbers() throws SQLException {
    assertThat(rows("SELECT MIN(id) AS m, COUNT(*) FROM t GROUP BY u MOD 7 ORDER BY m"))
        .isEqualTo("1 | 3\n3 | 1\n");
  }

  @Test
  void keepsWhatIsNullWhereTextIsReplacedOrSought() throws SQLException {
    assertThat(
            rows(
                "SELECT MIN(id) AS m, COUNT(*) FROM t GROUP BY INSERT('a', 0, 5, name) ORDER BY"
                    + " m"))
        .isEqualTo("1 | 3\n3 | 1\n");
    assertThat(
            rows("SELECT MIN(id) AS m, COUNT(*) FROM t GROUP BY FIND_IN_SET(name, '') ORDER BY m"))
        .isEqualTo("1 | 3\n3 | 1\n");
    assertThat(rows("SELECT MIN(id) AS m, COUNT(*) FROM t GROUP BY DATE_FORMAT(d, '') ORDER BY m"))
        .isEqualTo("1 | 4\n");
  }

  @Test
  void hasTheTextOfAMemberWhereABranchIsAskedForText() throws SQLException {
    assertThat(rows("SELECT id FROM t WHERE CONCAT(IF(g = 1, s, 'x')) = 'a' ORDER BY id"))
        .isEqualTo("1\n");
  }

  @Test
  void computesLongDecimalsInJavaWhereTheyPass64Bits() throws SQLException {
    assertThat(rows("SELECT MIN(id) AS m, COUNT(*) FROM t GROUP BY IFNULL(x, x) ORDER BY m"))
        .isEqualTo("1 | 1\n2 | 1\n3 | 1\n4 | 1\n");
    assertThat(rows("SELECT g, STD(x) FROM t GROUP BY g ORDER BY g"))
        .isEqualTo("1 | 6.172839450617284e18\n2 | 0\n");
    assertThat(rows("SELECT id, SUM(18446744073709551615) OVER (ORDER BY id) FROM t WHERE id < 3"))
        .isEqualTo("1 | 18446744073709551615\n2 | 36893488147419103230\n");
  }

  @Test
  void keepsConstantsOfADistinctResult() throws SQLException {
    assertThat(rows("SELECT DISTINCT g, 123456789012345678901234567890 FROM t ORDER BY g"))
        .isEqualTo("1 | 123456789012345678901234567890\n2 | 123456789012345678901234567890\n");
  }

  @Test
  void addsUpToMoreThanDoubleHolds() throws SQLException {
    assertThat(rows("SELECT SUM(1.7976931348623157e308), AVG(1.7976931348623157e308) FROM t"))
        .isEqualTo("0 | 0\n");
    assertThat(
            rows("SELECT id, SUM(1.7976931348623157e308) OVER (ORDER BY id) FROM t WHERE id < 3"))
        .isEqualTo("1 | 1.7976931348623157e308\n2 | 1.7976931348623157e308\n");
  }

  @Test
  void writesDocumentsOfConstantsAsMySqlDoes() throws SQLException {
    assertThat(
            rows(
                "SELECT JSON_ARRAYAGG(2.50), JSON_OBJECTAGG(id, TIMESTAMP '2020-01-02 03:04:05'),"
                    + " JSON_ARRAYAGG(IF(TRUE, TRUE, NULL)) FROM t WHERE id = 1"))
        .isEqualTo("[2.50] | {\"1\": \"2020-01-02 03:04:05.000000\"} | [1]\n");
    assertThat(
            rows(
                "SELECT JSON_ARRAYAGG(TRUE) OVER (ORDER BY id), JSON_ARRAYAGG(id = 1) OVER (ORDER"
                    + " BY id) FROM t WHERE id = 1"))
        .isEqualTo("[true] | [1]\n");
  }

  @Test
  void negatesNoUnsignedColumnBeyond63Bits() {
    assertThatThrownBy(() -> rows("SELECT id FROM t WHERE -u ORDER BY id"))
        .isInstanceOfSatisfying(SqlException.class, e -> assertThat(e.code()).isEqualTo(1690));
  }

  @Test
  void tellsTheZeroBelowZeroApart() throws SQLException {
    assertThat(rows("SELECT MIN(id) AS m, COUNT(*) FROM t GROUP BY ROUND(r) ORDER BY m"))
        .isEqualTo("1 | 1\n2 | 1\n3 | 1\n4 | 1\n");
  }

  @Test
  void readsAFloatColumnBeyond64BitsAsTheLowestNumber() throws SQLException {
    assertThat(rows("SELECT BIT_XOR(f), CHAR(f), HEX(f) FROM t WHERE id = 2 GROUP BY id"))
        .isEqualTo("9223372036854775808 | \0 | 8000000000000000\n");
  }

  @Test
  void comparesColumnsOfDatesWithNumbersAsMySqlDoes() throws SQLException {
    engine.run("CREATE TABLE y (id INT PRIMARY KEY, d DATE, n TINYINT, y YEAR)");
    engine.run("INSERT INTO y VALUES (1, '2024-02-29', 127, 2069), (2, '1970-01-01', 127, 1969)");
    assertThat(rows("SELECT id, d = 20240229123456, n < d, d > y, y < DATE '2000-01-01' FROM y"))
        .isEqualTo("1 | 1 | 1 | 0 | 0\n2 | 0 | 1 | 1 | 1\n");
  }

  @Test
  void comparesStringsOfBetweenInOneCollation() throws SQLException {
    engine.run("CREATE TABLE c (a VARCHAR(9), b VARCHAR(9) COLLATE utf8mb4_bin)");
    engine.run("INSERT INTO c VALUES ('abc', 'ABC'), ('a', 'a')");
    assertThat(rows("SELECT a, a BETWEEN b AND a, a = UNHEX(HEX(UPPER(a))) FROM c"))
        .isEqualTo("abc | 1 | 1\na | 1 | 1\n");
    assertThat(rows("SELECT a FROM c WHERE 'abc' BETWEEN a AND b")).isEqualTo("");
  }

  @Test
  void foldsTheBitsOfBinaryStrings() throws SQLException {
    engine.run("CREATE TABLE v (id INT PRIMARY KEY, b VARBINARY(2), l BLOB)");
    engine.run("INSERT INTO v VALUES (1, x'0f01', ''), (2, x'f101', '')");
    assertThat(rows("SELECT HEX(BIT_AND(b)), HEX(BIT_OR(b)), HEX(BIT_XOR(b)) FROM v"))
        .isEqualTo("0101 | FF01 | FE00\n");
    assertThat(rows("SELECT HEX(BIT_AND(b)) FROM v WHERE id > 2")).isEqualTo("FFFF\n");
    assertThatThrownBy(() -> rows("SELECT BIT_AND(l) FROM v"))
        .isInstanceOfSatisfying(SqlException.class, e -> assertThat(e.code()).isEqualTo(3514));
  }

  @Test
  void keepsFractionsOfSecondsApartInDifferences() throws SQLException {
    engine.run("CREATE TABLE m (id INT PRIMARY KEY, d DATETIME(6), s SET('a','b'))");
    engine.run("INSERT INTO m VALUES (1, '9999-12-31 23:59:59.999999', 'b')");
    assertThat(
            rows(
                "SELECT id FROM m WHERE TIMESTAMPDIFF(YEAR, DATE '2000-01-01', d) = 7999 AND"
                    + " TIME(IF(id, s, 'x')) IS NULL"))
        .isEqualTo("1\n");
  }

  @Test
  void foldsTheBitsOfConstantsThatAreNoIntegers() throws SQLException {
    assertThat(rows("SELECT BIT_OR(1.5e0), STD(18446744073709551615) FROM t")).isEqualTo("2 | 0\n");
    assertThatThrownBy(() -> rows("SELECT BIT_XOR(ABS(1e20)) FROM t"))
        .isInstanceOfSatisfying(SqlException.class, e -> assertThat(e.code()).isEqualTo(1690));
  }

  private String rows(String sql) throws SQLException {
    return engine.run(sql).table();
  }
}
