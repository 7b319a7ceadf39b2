package io.edgesql.dialect.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramBinderTest {
  private static final SqlType TEXT = SqlType.varchar(100, Collation.UTF8MB4_0900_AI_CI);
  private static final Table.Column ID = column("id", SqlType.INT, true);
  private static final Table.Column NAME = column("name", TEXT, false);
  private static final Table.Column RAW = column("raw", SqlType.varbinary(10), false);
  private final FixedEnvironment environment =
      new FixedEnvironment(
          new Session("t", Collation.UTF8MB4_0900_AI_CI, Session.SqlMode.DEFAULT),
          new Literals(List.of()));

  @Test
  void writesRowsAsJsonThatKeepsEveryValueExact() {
    Table.Column price = column("price", SqlType.decimal(10, 2, false), false);
    Table.Column big = column("big", SqlType.BIGINT_UNSIGNED, false);
    Program.Rows rows =
        new Program.Rows(
            List.of(
                List.of(
                    integer(9007199254740993L),
                    text("a\"b\n"),
                    constant(new Value.Bytes(new byte[] {0, -1}), SqlType.varbinary(2)),
                    constant(
                        new Value.Decimal(new BigDecimal("1.5")), SqlType.decimal(2, 1, false)),
                    constant(new Value.Int(-1, true), SqlType.BIGINT_UNSIGNED))),
            List.of(column("id", SqlType.BIGINT, false), NAME, RAW, price, big));

    assertThat(bind(rows, ProgramBinder.Options.DEFAULT).get(0).parameters())
        .containsExactly(
            "[[9007199254740993,\"a\\\"b\\n\",\"00FF\",150,\"18446744073709551615\"]]");
  }

  @Test
  void splitsManyRowsAndKeepsTheirNumbersAndIds() {
    List<List<Typed>> rows = new ArrayList<>();
    List<Typed> ids = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      rows.add(List.of(text("row " + i)));
      ids.add(i == 5 ? integer(50) : constant(Value.Null.NULL, SqlType.NULL));
    }
    Program.Step step =
        new Program.Step(
            "INSERT",
            List.of(new Program.Rows(rows, List.of(NAME)), new Program.AutoValues()),
            false,
            true,
            -1,
            new Program.Auto("t_1", ids, ID, null, List.of(), null, 1),
            0);
    ProgramBinder binder =
        new ProgramBinder(new ProgramBinder.Options(false, 40), (database, table) -> "[]");

    List<BoundStep> bound = binder.bind(new Program(List.of(step)), environment);

    assertThat(bound).hasSizeGreaterThan(2).allMatch(part -> part.step() == 0);
    assertThat(bound.get(1).firstRow()).isEqualTo(3);
    assertThat(bound.get(1).parameters().get(0)).isEqualTo("[[\"row 4\"],[\"row 5\"],[\"row 6\"]]");
    BoundStep.BoundAuto auto = bound.get(1).auto();
    assertThat(auto).isNotNull();
    assertThat(auto == null ? List.of() : auto.ids()).containsExactly(null, "50", null);
  }

  @Test
  void namesTheRowOfAValueThatDoesNotFit() {
    Program.Rows rows =
        new Program.Rows(List.of(List.of(integer(1)), List.of(text("abc"))), List.of(ID));

    assertThatThrownBy(() -> bind(rows, ProgramBinder.Options.DEFAULT))
        .isInstanceOf(SqlException.class)
        .hasMessage("Incorrect integer value: 'abc' for column 'id' at row 2");
  }

  @Test
  void ignoreTurnsErrorsIntoWarnings() {
    Program.Rows rows = new Program.Rows(List.of(List.of(text("5x"))), List.of(ID));

    assertThat(bind(rows, new ProgramBinder.Options(true, 1000)).get(0).parameters())
        .containsExactly("[[5]]");
    assertThat(environment.warnings())
        .containsExactly("Warning 1265 Data truncated for column 'id' at row 1");
  }

  @Test
  void bindsScalarsInTheirRepresentation() {
    Program.Step step =
        new Program.Step(
            "SELECT",
            List.of(
                scalar(integer(5), Representation.of(Representation.Kind.INTEGER)),
                scalar(text("1.5"), Representation.of(Representation.Kind.REAL)),
                scalar(integer(3), new Representation(Representation.Kind.SCALED, 2)),
                new Program.ScalarList(
                    List.of(integer(1), text("x")), Representation.of(Representation.Kind.TEXT))),
            true,
            false,
            -1,
            null,
            -1);

    assertThat(
            new ProgramBinder(ProgramBinder.Options.DEFAULT, (database, table) -> "[]")
                .bind(new Program(List.of(step)), environment)
                .get(0)
                .parameters())
        .containsExactly("5", 1.5, "300", "[\"1\",\"x\"]");
  }

  private List<BoundStep> bind(Program.Rows rows, ProgramBinder.Options options) {
    Program.Step step = new Program.Step("INSERT", List.of(rows), false, true, -1, null, 0);
    return new ProgramBinder(options, (database, table) -> "[]")
        .bind(new Program(List.of(step)), environment);
  }

  private static Program.Scalar scalar(Typed expr, Representation representation) {
    return new Program.Scalar(expr, representation);
  }

  private static Typed integer(long number) {
    return constant(new Value.Int(number, false), SqlType.BIGINT);
  }

  private static Typed text(String text) {
    return constant(new Value.Text(text), TEXT);
  }

  private static Typed constant(Value value, SqlType type) {
    return new Typed.Constant(value, type);
  }

  private static Table.Column column(String name, SqlType type, boolean autoIncrement) {
    return new Table.Column(
        name, type, true, Table.Default.NULL, autoIncrement, false, null, false, "", false);
  }
}
