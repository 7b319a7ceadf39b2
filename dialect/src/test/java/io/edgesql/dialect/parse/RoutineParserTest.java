package io.edgesql.dialect.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.routine.Guard;
import io.edgesql.dialect.routine.Instruction;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.TypeName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoutineParserTest {
  private static Statement parse(String sql) {
    return Parser.parse(Lexer.lex(sql, SqlMode.DEFAULT), SqlMode.DEFAULT);
  }

  private static Code code(String parameters, @Nullable String returns, String body) {
    Routine routine =
        new Routine(
            "d",
            "p",
            parameters,
            returns,
            body,
            false,
            "CONTAINS SQL",
            "DEFINER",
            "",
            "root@%",
            "",
            "",
            "",
            "utf8mb4",
            "utf8mb4_0900_ai_ci",
            "utf8mb4_bin");
    return Parser.parseRoutine(routine, SqlMode.DEFAULT, Collation.UTF8MB4_0900_AI_CI);
  }

  @Test
  void keepsTheTextsOfADefinition() {
    Statement.CreateRoutine create =
        (Statement.CreateRoutine)
            parse(
                "CREATE DEFINER=a@b PROCEDURE IF NOT EXISTS d.p(IN x INT, out y varchar(5))"
                    + " READS SQL DATA COMMENT 'c' SQL SECURITY INVOKER BEGIN SET y = x; END");
    assertThat(create.name().table()).isEqualTo("p");
    assertThat(create.ifNotExists()).isTrue();
    assertThat(create.definer()).isEqualTo("a@b");
    assertThat(create.parameters()).isEqualTo("IN x INT, out y varchar(5)");
    assertThat(create.returns()).isNull();
    assertThat(create.body()).isEqualTo("BEGIN SET y = x; END");
    assertThat(create.characteristics().dataAccess()).isEqualTo("READS SQL DATA");
    assertThat(create.characteristics().security()).isEqualTo("INVOKER");
  }

  @Test
  void givesVariablesSlotsAndTypes() {
    Code code = code("a INT, OUT b VARCHAR(3)", null, "BEGIN DECLARE c DATE; END");
    assertThat(code.outline().slots()).isEqualTo(3);
    assertThat(code.parameters().get(1).mode()).isEqualTo(Code.Mode.OUT);
    assertThat(code.parameters().get(1).local().type().is(TypeName.VARCHAR)).isTrue();
  }

  @Test
  void takesIntoOutOfAStatement() {
    Code code = code("", null, "BEGIN DECLARE v INT; SELECT a INTO v FROM t WHERE b = v; END");
    Instruction.Run run = (Instruction.Run) code.at(1);
    assertThat(run.text()).isEqualTo("SELECT a FROM t WHERE b = v");
    assertThat(run.into()).hasSize(1);
    assertThat(run.locals().find("V")).isNotNull();
  }

  @Test
  void hidesAVariableByAnInnerOne() {
    Code code =
        code("", null, "BEGIN DECLARE v INT; BEGIN DECLARE v DATE; SELECT v; END; SELECT v; END");
    Instruction.Run inner = (Instruction.Run) code.at(2);
    Instruction.Run outer = (Instruction.Run) code.at(3);
    assertThat(inner.locals()).isNotEqualTo(outer.locals());
  }

  @Test
  void tellsFunctionsThatTouchNoTable() {
    assertThat(code("a INT", "INT", "RETURN a * 2").outline().effects().touchesTables()).isFalse();
    assertThat(code("a INT", "INT", "RETURN (SELECT 1)").outline().effects().touchesTables())
        .isTrue();
  }

  @Test
  void findsTheMostSpecificHandlerOfTheNearestBlock() {
    Code code =
        code(
            "",
            null,
            "BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN END;"
                + " DECLARE CONTINUE HANDLER FOR 1062 BEGIN END; SELECT 1; END");
    Guard guard = code.guardAt(code.size() - 1);
    Guard.Handler duplicate = guard.find(Guard.Severity.EXCEPTION, 1062, "23000");
    Guard.Handler other = guard.find(Guard.Severity.EXCEPTION, 1146, "42S02");
    assertThat(duplicate).isNotNull().extracting(Guard.Handler::isExit).isEqualTo(false);
    assertThat(other).isNotNull().extracting(Guard.Handler::isExit).isEqualTo(true);
    assertThat(guard.find(Guard.Severity.NOT_FOUND, 1329, "02000")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1308|BEGIN LEAVE foo; END",
        "1308|l: BEGIN ITERATE l; END",
        "1309|l: BEGIN l: LOOP LEAVE l; END LOOP; END",
        "1310|l: BEGIN END m",
        "1313|RETURN 1",
        "1314|USE d",
        "1319|BEGIN DECLARE EXIT HANDLER FOR foo BEGIN END; END",
        "1323|BEGIN DECLARE c CURSOR FOR SELECT 1 INTO @x; END",
        "1324|BEGIN OPEN c; END",
        "1327|SELECT 1 INTO nowhere",
        "1331|BEGIN DECLARE a, a INT; END",
        "1332|BEGIN DECLARE a CONDITION FOR 1; DECLARE a CONDITION FOR 2; END",
        "1333|BEGIN DECLARE c CURSOR FOR SELECT 1; DECLARE c CURSOR FOR SELECT 1; END",
        "1337|BEGIN DECLARE c CURSOR FOR SELECT 1; DECLARE a INT; END",
        "1338|BEGIN DECLARE EXIT HANDLER FOR 1 BEGIN END; DECLARE c CURSOR FOR SELECT 1; END",
        "1407|SIGNAL SQLSTATE '00000'",
        "1413|BEGIN DECLARE EXIT HANDLER FOR 1, 1 BEGIN END; END",
        "1646|BEGIN DECLARE a CONDITION FOR 1; SIGNAL a; END",
        "1064|BEGIN SELECT ?; END",
        "1064|BEGIN IF 1 THEN END IF; END",
        "1303|BEGIN CREATE PROCEDURE q() SELECT 1; END",
      })
  void refusesAsMySqlDoes(int code, String body) {
    assertThatThrownBy(() -> parse("CREATE PROCEDURE p() " + body))
        .isInstanceOfSatisfying(
            SqlException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1415|BEGIN SELECT 1; RETURN 1; END",
        "1422|BEGIN COMMIT; RETURN 1; END",
        "1336|BEGIN EXECUTE s; RETURN 1; END",
        "1330|RETURN 1",
      })
  void refusesInFunctionsAsMySqlDoes(int code, String body) {
    String parameters = code == 1330 ? "a INT, A INT" : "";
    assertThatThrownBy(() -> parse("CREATE FUNCTION f(" + parameters + ") RETURNS INT " + body))
        .isInstanceOfSatisfying(
            SqlException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }
}
