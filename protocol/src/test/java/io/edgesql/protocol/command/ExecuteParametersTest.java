package io.edgesql.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.Golden;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.command.ParameterValue.DateTime;
import io.edgesql.protocol.command.ParameterValue.DoubleValue;
import io.edgesql.protocol.command.ParameterValue.Int;
import io.edgesql.protocol.command.ParameterValue.Null;
import io.edgesql.protocol.command.ParameterValue.Text;
import io.edgesql.protocol.command.ParameterValue.Time;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.type.ColumnType;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations marked so were seen on MySQL 8.0.31. */
class ExecuteParametersTest {
  private static final Capabilities PLAIN = Capabilities.NONE;
  private static final Capabilities ATTRIBUTES =
      new Capabilities(Capabilities.CLIENT_QUERY_ATTRIBUTES);
  private static final ParameterType LONG = new ParameterType(ColumnType.LONG, false);
  private static final Map<Integer, Bytes> NO_LONG_DATA = Map.of();

  @ParameterizedTest
  @ValueSource(strings = {"cj", "mj"})
  void readsEveryTypeThatDriversSend(String driver) {
    ExecuteParameters first = decode("client/stmt_execute/" + driver + "1", 9, List.of());
    List<ParameterValue> values = first.values();
    assertThat(values.get(0)).isEqualTo(new Int(-7, false));
    assertThat(values.get(1)).isEqualTo(new Int(Long.MAX_VALUE, false));
    assertThat(values.get(2)).isEqualTo(new Text(ColumnType.VAR_STRING, Bytes.utf8("h\u00e9")));
    assertThat(values.get(3)).isEqualTo(Null.INSTANCE);
    assertThat(values.get(4)).isEqualTo(new Text(ColumnType.NEWDECIMAL, Bytes.utf8("1.50")));
    DateTime time = (DateTime) values.get(5);
    assertThat(time).isEqualTo(new DateTime(time.type(), 2026, 1, 2, 3, 4, 5, 678000));
    assertThat(values.get(6)).isEqualTo(new DoubleValue(2.5));
    assertThat(((Text) values.get(7)).bytes()).isEqualTo(Bytes.of((byte) 0, (byte) 1, (byte) -1));
    assertThat(values.get(8)).isEqualTo(new Time(false, 0, 1, 2, 3, 0));

    ExecuteParameters again = decode("client/stmt_execute/" + driver + "2", 9, first.types());
    assertThat(again.values().get(0)).isEqualTo(new Int(8, false));
    assertThat(again.values().subList(1, 9)).isEqualTo(values.subList(1, 9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cj", "mj"})
  void longDataStandsForTheValue(String driver) {
    Golden golden = Golden.read("client/stmt_execute/" + driver + "3");
    Bytes data = Bytes.of((byte) 9);
    ExecuteParameters parameters =
        ExecuteParameters.decode(
            execute(golden), 1, List.of(), Map.of(0, data), golden.capabilities());
    assertThat(parameters.values()).containsExactly(new Text(ColumnType.BLOB, data));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cj", "mj"})
  void statementsWithoutParametersNeedNothing(String driver) {
    ExecuteParameters parameters = decode("client/stmt_execute/" + driver + "4", 0, List.of());
    assertThat(parameters.values()).isEmpty();
    assertThat(parameters.attributes()).isEmpty();
  }

  @Test
  void longDataWinsOverTheNullBitmap() {
    Bytes data = Bytes.utf8("abc");
    ExecuteParameters parameters =
        ExecuteParameters.decode(body("0101fd00", 0), 1, List.of(), Map.of(0, data), PLAIN);
    assertThat(parameters.values()).containsExactly(new Text(ColumnType.VAR_STRING, data));
    assertThatThrownBy(
            () ->
                ExecuteParameters.decode(body("00010300", 0), 1, List.of(), Map.of(0, data), PLAIN))
        .isInstanceOf(ProtocolException.class);
  }

  /**
   * Seen on MySQL 8.0.31: count and attributes come with the capability, whatever the flag says.
   */
  @ParameterizedTest
  @CsvSource({
    "0100010300" + "00" + "07000000, 0",
    "0100010300" + "00" + "07000000, 8",
    "020001030000" + "0300016e" + "0700000009000000, 8",
    "0100020300" + "00" + "07000000, 8",
    "0100010300" + "00" + "07000000ffff, 8",
  })
  void readsOneParameterAmongAttributes(String hex, int flags) {
    ExecuteParameters parameters =
        ExecuteParameters.decode(body(hex, flags), 1, List.of(), NO_LONG_DATA, ATTRIBUTES);
    assertThat(parameters.values()).containsExactly(new Int(7, false));
    assertThat(parameters.types()).containsExactly(LONG);
    if (hex.startsWith("02")) {
      assertThat(parameters.attributes())
          .containsExactly(new QueryAttribute("n", new Int(9, false)));
    }
  }

  /** Seen on MySQL 8.0.31. */
  @ParameterizedTest
  @CsvSource({"'', 0, true", "0001, 0, true", "00, 8, true", "0001, 8, true", "'', 8, false"})
  void zeroParametersTakeWhatTheFlagAnnounces(String hex, int flags, boolean isRead) {
    StmtExecute execute = body(hex, flags);
    if (isRead) {
      assertThat(ExecuteParameters.decode(execute, 0, List.of(), NO_LONG_DATA, ATTRIBUTES).values())
          .isEmpty();
    } else {
      assertThatThrownBy(
              () -> ExecuteParameters.decode(execute, 0, List.of(), NO_LONG_DATA, ATTRIBUTES))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void remembersTypesWhereNoneAreSent() {
    ExecuteParameters parameters =
        ExecuteParameters.decode(body("000008000000", 0), 1, List.of(LONG), NO_LONG_DATA, PLAIN);
    assertThat(parameters.values()).containsExactly(new Int(8, false));
    assertThat(parameters.types()).containsExactly(LONG);
  }

  /** Seen on MySQL 8.0.31. */
  @Test
  void needsNoTypesWhereAllIsNull() {
    ExecuteParameters parameters =
        ExecuteParameters.decode(body("0100", 0), 1, List.of(), NO_LONG_DATA, PLAIN);
    assertThat(parameters.values()).containsExactly(Null.INSTANCE);
  }

  /**
   * Seen on MySQL 8.0.31: types never sent; then YEAR, INT24, BIT, GEOMETRY, ENUM, TYPED_ARRAY,
   * NULL.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "000007000000",
        "00010d000000",
        "0001090000000000",
        "0001100000",
        "0001ff0000",
        "0001f70000",
        "0001140000",
        "0001060000"
      })
  void refusesWrongArgumentsAsMySqlDoes(String hex) {
    assertThatThrownBy(
            () -> ExecuteParameters.decode(body(hex, 0), 1, List.of(), NO_LONG_DATA, PLAIN))
        .isInstanceOfSatisfying(
            ProtocolException.class,
            e -> {
              assertThat(e.error()).isEqualTo(MySqlError.ER_WRONG_ARGUMENTS);
              assertThat(e.clientMessage()).isEqualTo("Incorrect arguments to mysqld_stmt_execute");
            });
  }

  @Test
  void refusesFewerParametersThanTheStatementHas() {
    assertThatThrownBy(
            () ->
                ExecuteParameters.decode(
                    body("010001030000" + "07000000", 8), 2, List.of(), NO_LONG_DATA, ATTRIBUTES))
        .isInstanceOfSatisfying(
            ProtocolException.class,
            e ->
                assertThat(e.clientMessage()).isEqualTo("Incorrect arguments to COM_STMT_EXECUTE"));
  }

  @ParameterizedTest
  @CsvSource({
    "0000, 0, 0, 0, 0, 0, 0, 0",
    "0002ea07, 0, 0, 0, 0, 0, 0, 0",
    "0004ea070102, 2026, 1, 2, 0, 0, 0, 0",
    "0005ea07010203, 2026, 1, 2, 0, 0, 0, 0",
    "0007ea070102030405, 2026, 1, 2, 3, 4, 5, 0",
    "0008ea07010203040506, 2026, 1, 2, 3, 4, 5, 0",
    "000bea07010203040540420f00, 2026, 1, 2, 3, 4, 5, 1000000",
  })
  void readsDatesOfEveryLength(
      String hex, int year, int month, int day, int hour, int minute, int second, int micros) {
    StmtExecute execute = body("00010c" + hex, 0);
    assertThat(ExecuteParameters.decode(execute, 1, List.of(), NO_LONG_DATA, PLAIN).values())
        .containsExactly(
            new DateTime(ColumnType.DATETIME, year, month, day, hour, minute, second, micros));
  }

  @ParameterizedTest
  @CsvSource({
    "0000, false, 0, 0, 0, 0, 0",
    "00050001000000, false, 0, 0, 0, 0, 0",
    "00080122000000020304, true, 34, 2, 3, 4, 0",
    "000900010000000102030" + "4, false, 1, 1, 2, 3, 0",
    "000c0122000000020304a0860100, true, 34, 2, 3, 4, 100000",
  })
  void readsTimesOfEveryLength(
      String hex, boolean negative, long days, int hours, int minutes, int seconds, int micros) {
    StmtExecute execute = body("00010b" + hex, 0);
    assertThat(ExecuteParameters.decode(execute, 1, List.of(), NO_LONG_DATA, PLAIN).values())
        .containsExactly(new Time(negative, days, hours, minutes, seconds, micros));
  }

  @ParameterizedTest
  @CsvSource({
    "0180ff, 255",
    "0100ff, -1",
    "0280ffff, 65535",
    "0200ffff, -1",
    "0380ffffffff, 4294967295",
    "0300ffffffff, -1",
    "0880ffffffffffffffff, 18446744073709551615",
    "0800ffffffffffffffff, -1"
  })
  void readsIntegersSignedAndUnsigned(String hex, String text) {
    ParameterValue value =
        ExecuteParameters.decode(body("0001" + hex, 0), 1, List.of(), NO_LONG_DATA, PLAIN)
            .values()
            .get(0);
    assertThat(((Int) value).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cj1", "cj2", "mj1", "mj2"})
  void cutAnywhereFailsCleanly(String name) {
    Golden golden = Golden.read("client/stmt_execute/" + name);
    Bytes whole = execute(golden).parameters();
    for (int length = 0; length < whole.length(); length++) {
      Bytes cut = Bytes.wrap(java.util.Arrays.copyOf(whole.toArray(), length));
      StmtExecute execute = new StmtExecute(1, 8, 1, cut);
      assertThatThrownBy(
              () ->
                  ExecuteParameters.decode(
                      execute, 9, List.of(), NO_LONG_DATA, golden.capabilities()))
          .isInstanceOf(ProtocolException.class);
    }
  }

  private static ExecuteParameters decode(String name, int count, List<ParameterType> types) {
    Golden golden = Golden.read(name);
    return ExecuteParameters.decode(
        execute(golden), count, types, NO_LONG_DATA, golden.capabilities());
  }

  private static StmtExecute execute(Golden golden) {
    return (StmtExecute)
        CommandDecoder.decode(Unpooled.wrappedBuffer(golden.payload()), golden.capabilities());
  }

  private static StmtExecute body(String hex, int flags) {
    return new StmtExecute(1, flags, 1, Bytes.wrap(HexFormat.of().parseHex(hex)));
  }
}
