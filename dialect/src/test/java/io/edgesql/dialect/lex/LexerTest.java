package io.edgesql.dialect.lex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LexerTest {
  private static final SqlMode MODE = SqlMode.DEFAULT;

  private static final SqlMode ANSI =
      new SqlMode(
          true, true, true, false, false, true, true, true, true, true, false, false, false, false);

  private static Literals.Token literal(String sql) {
    Lexed lexed = Lexer.lex(sql, MODE);
    assertThat(lexed.literals().tokens()).as(sql).hasSize(1);
    return lexed.literals().tokens().get(0);
  }

  private static String text(String sql) {
    return ((Value.Text) literal(sql).value()).text();
  }

  private static List<String> tokens(String sql) {
    return Lexer.lex(sql, MODE).tokens().stream()
        .map(token -> token.kind() + " " + token.text())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0, INT, 0",
    "2147483647, INT, 2147483647",
    "2147483648, BIGINT, 2147483648",
    "9223372036854775807, BIGINT, 9223372036854775807",
    "00000000000000000000000000000000007, INT, 7"
  })
  void typesIntegersByMagnitude(String sql, String type, long value) {
    assertThat(literal(sql).type().name()).hasToString(type);
    assertThat(literal(sql).value()).isEqualTo(new Value.Int(value, false));
  }

  @Test
  void readsUnsignedAndLargerIntegersExactly() {
    assertThat(literal("18446744073709551615").value()).isEqualTo(new Value.Int(-1, true));
    assertThat(literal("18446744073709551616").value())
        .isEqualTo(new Value.Decimal(new BigDecimal("18446744073709551616")));
    assertThat(literal("18446744073709551616").type().precision()).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({"1.50, 3, 2", ".5, 1, 1", "0.5, 2, 1", "5., 1, 0"})
  void typesDecimalsByTheirDigits(String sql, int precision, int scale) {
    assertThat(literal(sql).type().precision()).isEqualTo(precision);
    assertThat(literal(sql).type().scale()).isEqualTo(scale);
    assertThat(literal(sql).value()).isEqualTo(new Value.Decimal(new BigDecimal(sql)));
  }

  @Test
  void readsDoublesAndRefusesInfinity() {
    assertThat(literal("1.5e3").value()).isEqualTo(new Value.Real(1500));
    assertThat(literal("1E-2").value()).isEqualTo(new Value.Real(0.01));
    assertThatThrownBy(() -> Lexer.lex("1e999", MODE))
        .isInstanceOf(SqlException.class)
        .hasMessage("Illegal double '1e999' value found during parsing");
  }

  @Test
  void saturatesDecimalsOfAbsurdLength() {
    Literals.Token token = literal("9".repeat(1_000_000));
    assertThat(((Value.Decimal) token.value()).number().precision()).isEqualTo(65);
  }

  @Test
  void unescapesStrings() {
    assertThat(text("'it''s'")).isEqualTo("it's");
    assertThat(text("\"say \"\"x\"\"\"")).isEqualTo("say \"x\"");
    assertThat(text("'a\\n\\t\\0\\Z\\\\\\'\\%\\_\\q'")).isEqualTo("a\n\t\0\032\\'\\%\\_q");
    assertThat(text("'a' 'b'\n'c'")).isEqualTo("abc");
    assertThat(text("N'x' 'y'")).isEqualTo("xy");
    assertThat(text("_utf8mb4'é'")).isEqualTo("é");
    assertThat(text("_utf8mb4 x'C3A9'")).isEqualTo("é");
    assertThat(text("_latin1 0xE9")).isEqualTo("é");
  }

  @Test
  void keepsBackslashesUnderNoBackslashEscapes() {
    Lexed lexed = Lexer.lex("SELECT 'a\\', \"n\"", ANSI);
    assertThat(lexed.literals().tokens()).hasSize(1);
    assertThat(lexed.literals().tokens().get(0).value()).isEqualTo(new Value.Text("a\\"));
    assertThat(lexed.tokens().get(3).kind()).isEqualTo(Token.Kind.QUOTED);
  }

  @Test
  void readsHexAndBits() {
    assertThat(((Value.Bytes) literal("x'41'").value()).bytes()).containsExactly(0x41);
    assertThat(((Value.Bytes) literal("0x141").value()).bytes()).containsExactly(1, 0x41);
    assertThat(((Value.Bytes) literal("b'100000001'").value()).bytes()).containsExactly(1, 1);
    assertThat(((Value.Bytes) literal("0b11").value()).bytes()).containsExactly(3);
    assertThat(((Value.Bytes) literal("_binary'ab'").value()).bytes()).containsExactly(97, 98);
    assertThat(literal("x''").type().unsigned()).isTrue();
    assertThat(literal("_binary''").type().unsigned()).isFalse();
    assertThat(tokens("0xZZ")).first().isEqualTo("WORD 0xZZ");
  }

  @Test
  void readsTemporalLiterals() {
    assertThat(literal("DATE '2024-02-29'").value()).isEqualTo(new Value.Date(2024, 2, 29));
    assertThat(literal("date '20240229'").value()).isEqualTo(new Value.Date(2024, 2, 29));
    assertThat(literal("TIME '-25:00:01.5'").value()).isEqualTo(new Value.Time(-90_001_500_000L));
    assertThat(literal("TIME '101112'").value()).isEqualTo(new Value.Time(36_672_000_000L));
    assertThat(literal("TIMESTAMP'2024-02-29 10:11:12.25'").value())
        .isEqualTo(new Value.DateTime(2024, 2, 29, 10, 11, 12, 250_000));
    assertThat(literal("TIMESTAMP'2024-02-29 10:11:12.25'").type().scale()).isEqualTo(2);
    assertThatThrownBy(() -> Lexer.lex("DATE '2023-02-29'", MODE))
        .hasMessage("Incorrect DATE value: '2023-02-29'");
    assertThat(tokens("t.date 'x'")).contains("WORD date", "STRING x");
  }

  @Test
  void tellsNamesFromNumbers() {
    assertThat(tokens("a.1b.`c``d.e` 1a 1.5 t.2"))
        .containsExactly(
            "WORD a",
            "SYMBOL .",
            "WORD 1b",
            "SYMBOL .",
            "QUOTED c`d.e",
            "WORD 1a",
            "LITERAL 1.5",
            "WORD t",
            "SYMBOL .",
            "WORD 2",
            "END ");
  }

  @Test
  void tellsCommentsFromOperators() {
    assertThat(tokens("5--1 -- x\n#y\n/* z */ +2"))
        .containsExactly(
            "INTEGER 5", "SYMBOL -", "SYMBOL -", "INTEGER 1", "SYMBOL +", "INTEGER 2", "END ");
  }

  @Test
  void opensVersionComments() {
    assertThat(tokens("/*!50705 a */ /*!99999 b /* c */ d */ /*! e*/"))
        .containsExactly("WORD a", "WORD e", "END ");
  }

  @Test
  void collectsHintsAnywhere() {
    Lexed lexed = Lexer.lex("/*+ strong */ SELECT /*+ MAX_EXECUTION_TIME(5) */ 1", MODE);
    assertThat(lexed.hints())
        .extracting(hint -> hint.text(lexed.text()))
        .containsExactly("strong", "MAX_EXECUTION_TIME(5)");
    assertThat(lexed.fingerprint()).isNotEqualTo(Lexer.lex("SELECT 1", MODE).fingerprint());
  }

  @Test
  void readsVariablesAndLongOperators() {
    assertThat(tokens("@a.b @'c d' @`e` @@global.x := -> ->> <=> && ||"))
        .containsExactly(
            "VARIABLE a.b",
            "VARIABLE c d",
            "VARIABLE e",
            "SYMBOL @@",
            "WORD global",
            "SYMBOL .",
            "WORD x",
            "SYMBOL :=",
            "SYMBOL ->",
            "SYMBOL ->>",
            "SYMBOL <=>",
            "SYMBOL &&",
            "SYMBOL ||",
            "END ");
  }

  @Test
  void fingerprintsAreEqualForEqualShapes() {
    String one = Lexer.lex("select a from t where b = 1 and c='x' /* q */", MODE).fingerprint();
    String two = Lexer.lex("SELECT a FROM t\n WHERE b=27 AND c = 'longer'", MODE).fingerprint();
    assertThat(one).isEqualTo(two).isEqualTo("SELECT a FROM t WHERE b = :i AND c = :s");
  }

  @Test
  void fingerprintsDifferWherePlansOrNamesDiffer() {
    assertThat(
            List.of(
                "SELECT a FROM t WHERE b = 1",
                "SELECT a FROM t WHERE b = 1.5",
                "SELECT a FROM t WHERE b = 5000000000",
                "SELECT a FROM t WHERE b IN (1, 2)",
                "SELECT A FROM t WHERE b = 1",
                "SELECT a FROM T WHERE b = 1",
                "SELECT count(*) FROM t",
                "SELECT COUNT(*) FROM t",
                "SELECT a+b FROM t",
                "SELECT a + b FROM t",
                "SELECT 'x' AS n",
                "SELECT 'xy' AS n"))
        .extracting(sql -> Lexer.lex(sql, MODE).fingerprint())
        .doesNotHaveDuplicates();
  }

  @Test
  void reportsUnterminatedTextWhereItBegins() {
    assertThatThrownBy(() -> Lexer.lex("SELECT 1,\n 'abc", MODE))
        .hasMessageEndingWith("near ''abc' at line 2");
    assertThatThrownBy(() -> Lexer.lex("SELECT `abc", MODE))
        .hasMessageEndingWith("near '`abc' at line 1");
    assertThatThrownBy(() -> Lexer.lex("SELECT 1 /* x", MODE))
        .hasMessageEndingWith("near '/* x' at line 1");
  }

  @Test
  void boundsTheStatement() {
    assertThatThrownBy(() -> Lexer.lex("SELECT 1", MODE, new Limits(7, 10, 10)))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("max_allowed_packet");
  }

  @Test
  void splitsStatements() {
    assertThat(Lexer.split("a 'x;y'; /* ; */ b; -- ;\n;; `c;`", MODE))
        .containsExactly("a 'x;y'", "/* ; */ b", "`c;`");
  }

  @Test
  void keepsProgramBodiesWhole() {
    String trigger =
        "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN IF NEW.a THEN SET NEW.b = CASE WHEN"
            + " 1 THEN IF(1,2,3) ELSE IF(4,5,6) END; ELSE SET NEW.b = 2; END IF; END";
    assertThat(Lexer.split(trigger + "; SELECT 1;", MODE)).containsExactly(trigger, "SELECT 1");
  }

  @Test
  void splitKeepsStatementsBeforeAnUnreadableOne() {
    assertThat(Lexer.split("SELECT 1; SELECT 'x; SELECT 2", MODE))
        .containsExactly("SELECT 1", "SELECT 'x; SELECT 2");
  }
}
