package io.edgesql.dialect.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.ParameterType;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When MySQL 8.0.31 prepares a statement again for the values that it is given. */
final class ParameterReaderTest {
  private static final SqlType STRING = SqlType.varchar(16_383, Collation.UTF8MB4_0900_AI_CI);
  private static final SqlType DECIMAL = SqlType.decimal(65, 30, false);
  private static final Value ONE = new Value.Int(1, false);
  private static final Value EXACT = new Value.Decimal(new BigDecimal("1.5"));
  private static final Value REAL = new Value.Real(1.5);

  @Test
  void textsFitEverywhereButNumbersThatAnIntegerHasNoRoomFor() {
    assertThat(again(new Value.Text("7"), SqlType.BIGINT)).isNull();
    assertThat(again(new Value.Text("7abc"), SqlType.BIGINT)).isNull();
    assertThat(again(new Value.Text("1.5"), SqlType.BIGINT)).isEqualTo(DECIMAL);
    assertThat(again(new Value.Text("18446744073709551615"), SqlType.BIGINT)).isEqualTo(DECIMAL);
    assertThat(again(new Value.Text("1e2"), SqlType.BIGINT)).isEqualTo(DECIMAL);
    assertThat(again(new Value.Text("5.0"), SqlType.BIGINT)).isEqualTo(DECIMAL);
    assertThat(again(new Value.Text("abc"), SqlType.DATE)).isNull();
    assertThat(again(new Value.Text("2024-01-02 03:04:05"), SqlType.DATE))
        .isEqualTo(SqlType.temporal(TypeName.DATETIME, 6));
  }

  @Test
  void numbersFitNumbersThatAreAsWide() {
    assertThat(again(ONE, SqlType.BIGINT)).isNull();
    assertThat(again(ONE, SqlType.BIGINT_UNSIGNED)).isEqualTo(SqlType.BIGINT);
    assertThat(again(EXACT, SqlType.BIGINT)).isEqualTo(DECIMAL);
    assertThat(again(EXACT, DECIMAL)).isNull();
    assertThat(again(EXACT, SqlType.DOUBLE)).isNull();
    assertThat(again(REAL, DECIMAL)).isEqualTo(SqlType.DOUBLE);
    assertThat(again(ONE, SqlType.DATE)).isNull();
    assertThat(again(ONE, STRING)).isEqualTo(SqlType.BIGINT);
    assertThat(again(REAL, SqlType.JSON)).isEqualTo(SqlType.DOUBLE);
  }

  @Test
  void timesFitTimesWithRoomForThem() {
    Value date = new Value.Date(2024, 1, 2);
    Value time = new Value.Time(1_000_000);
    assertThat(again(date, SqlType.temporal(TypeName.DATETIME, 6))).isNull();
    assertThat(again(date, SqlType.temporal(TypeName.TIME, 6))).isEqualTo(SqlType.DATE);
    assertThat(again(time, SqlType.DATE)).isEqualTo(SqlType.temporal(TypeName.TIME, 6));
    assertThat(again(date, STRING)).isEqualTo(SqlType.DATE);
  }

  @Test
  void textsThatAreDatesAreMidnightAndMayBeZero() {
    SqlType time = SqlType.temporal(TypeName.TIME, 6);
    assertThat(converted("2024-02-29", time)).isEqualTo(new Value.Time(0));
    assertThat(converted("101112", time)).isEqualTo(new Value.Time(0));
    assertThat(converted("20240229123456", time)).isEqualTo(new Value.Time(45_296_000_000L));
    assertThat(converted("1:2", time)).isEqualTo(new Value.Time(3_720_000_000L));
    assertThat(converted("12", time)).isEqualTo(new Value.Time(12_000_000));
    assertThat(converted("0000-00-00", SqlType.DATE)).isEqualTo(new Value.Date(0, 0, 0));
    assertThat(converted("2024-00-00", SqlType.temporal(TypeName.DATETIME, 6)))
        .isEqualTo(new Value.DateTime(2024, 0, 0, 0, 0, 0, 0));
    assertThat(converted("2024-02-30", SqlType.DATE)).isEqualTo(Value.Null.NULL);
  }

  @Test
  void numbersBelowOneAreZeroDates() {
    SqlType moment = SqlType.temporal(TypeName.DATETIME, 6);
    Value half = new Value.Decimal(new BigDecimal("0.5"));
    assertThat(ParameterReader.converted(half, moment, environment()))
        .isEqualTo(new Value.DateTime(0, 0, 0, 0, 0, 0, 500_000));
    assertThat(ParameterReader.converted(new Value.Real(0), SqlType.DATE, environment()))
        .isEqualTo(new Value.Date(0, 0, 0));
  }

  @Test
  void whatIsReadAsATimeMayBeADateAsAWhole() {
    Value.DateTime day = new Value.DateTime(2024, 2, 29, 0, 0, 0, 0);
    assertThat(ParameterReader.moment(new Value.Text("2024-02-29"), environment())).isEqualTo(day);
    assertThat(ParameterReader.moment(new Value.Int(20_240_229, false), environment()))
        .isEqualTo(day);
    assertThat(ParameterReader.moment(ONE, environment())).isEqualTo(ONE);
  }

  @Test
  void besideDatesParametersCountAsTheNumbersThatWereGiven() {
    SqlType time = SqlType.temporal(TypeName.TIME, 6);
    assertThat(counted(new Value.Int(-100, false), SqlType.DATE))
        .isEqualTo(new Value.Int(-100, false));
    assertThat(counted(new Value.Text("abc"), SqlType.DATE)).isEqualTo(new Value.Int(0, false));
    assertThat(counted(new Value.Text("2024-02-29"), SqlType.DATE))
        .isEqualTo(new Value.Int(20_240_229, false));
    assertThat(counted(new Value.Text("12:34:56"), time))
        .isEqualTo(new Value.Decimal(new BigDecimal("123456.000000")));
    assertThat(counted(new Value.Real(-1.5), SqlType.DATE)).isEqualTo(new Value.Int(-2, false));
  }

  private static Value counted(Value value, SqlType type) {
    return ParameterReader.counted(value, type, environment());
  }

  private static FixedEnvironment environment() {
    Session session = new Session("t", Collation.UTF8MB4_0900_AI_CI, Session.SqlMode.DEFAULT);
    return new FixedEnvironment(session, new Literals(List.of()));
  }

  private static Value converted(String text, SqlType type) {
    return ParameterReader.converted(new Value.Text(text), type, environment());
  }

  @Test
  void whatIsStoredOrNullFitsAlways() {
    assertThat(again(Value.Null.NULL, SqlType.BIGINT)).isNull();
    ParameterType column = new ParameterType(SqlType.BIGINT, ParameterType.Use.ASSIGNED);
    assertThat(
            ParameterReader.read(List.of(REAL), List.of(column), Collation.UTF8MB4_0900_AI_CI)
                .types())
        .isNull();
  }

  private static @Nullable SqlType again(Value value, SqlType prepared) {
    ParameterType type = new ParameterType(prepared, ParameterType.Use.VALUE);
    Map<Integer, SqlType> types =
        ParameterReader.read(List.of(value), List.of(type), Collation.UTF8MB4_0900_AI_CI).types();
    return types == null ? null : types.get(0);
  }
}
