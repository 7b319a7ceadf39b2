package io.edgesql.protocol.response;

import static io.edgesql.protocol.type.ColumnFlag.AUTO_INCREMENT_FLAG;
import static io.edgesql.protocol.type.ColumnFlag.BINARY_FLAG;
import static io.edgesql.protocol.type.ColumnFlag.BLOB_FLAG;
import static io.edgesql.protocol.type.ColumnFlag.ENUM_FLAG;
import static io.edgesql.protocol.type.ColumnFlag.NOT_NULL_FLAG;
import static io.edgesql.protocol.type.ColumnFlag.PART_KEY_FLAG;
import static io.edgesql.protocol.type.ColumnFlag.PRI_KEY_FLAG;
import static io.edgesql.protocol.type.ColumnFlag.SET_FLAG;
import static io.edgesql.protocol.type.ColumnFlag.UNIQUE_KEY_FLAG;
import static io.edgesql.protocol.type.ColumnFlag.UNSIGNED_FLAG;
import static io.edgesql.protocol.type.ColumnFlag.ZEROFILL_FLAG;
import static io.edgesql.protocol.type.ServerStatus.SERVER_STATUS_AUTOCOMMIT;
import static io.edgesql.protocol.type.ServerStatus.SERVER_STATUS_IN_TRANS;
import static io.edgesql.protocol.type.ServerStatus.SERVER_STATUS_IN_TRANS_READONLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.Golden;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.handshake.AuthMoreData;
import io.edgesql.protocol.handshake.AuthPlugin;
import io.edgesql.protocol.handshake.AuthSwitchRequest;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.handshake.InitialHandshake;
import io.edgesql.protocol.type.Collation;
import io.edgesql.protocol.type.ColumnType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What we write is, byte for byte, what MySQL 8.0.31 wrote. */
class GoldenResponseTest {
  private static final int AUTOCOMMIT = SERVER_STATUS_AUTOCOMMIT;
  private static final int BINARY = Collation.BINARY.id();
  private static final int UTF8MB4 = Collation.UTF8MB4_0900_AI_CI.id();

  static Stream<Arguments> responses() {
    return Stream.of(oks(), errs(), resultSets(), columns(), others()).flatMap(rows -> rows);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("responses")
  void writesWhatMySqlWrites(String name, Response response) {
    Golden golden = Golden.read(name);
    ByteBuf payload = Unpooled.buffer();
    response.writeTo(payload, golden.capabilities());
    assertThat(ByteBufUtil.hexDump(payload)).isEqualTo(golden.hex());
  }

  @Test
  void leavesOutTheSqlStateBeforeTheHandshake() {
    ByteBuf payload = Unpooled.buffer();
    ErrPacket.of(MySqlError.ER_CON_COUNT_ERROR).writeTo(payload, Capabilities.NONE);
    assertThat(ByteBufUtil.hexDump(payload))
        .isEqualTo("ff1004" + ByteBufUtil.hexDump("Too many connections".getBytes(US_ASCII)));
  }

  private static final java.nio.charset.Charset US_ASCII =
      java.nio.charset.StandardCharsets.US_ASCII;

  private static Stream<Arguments> oks() {
    OkPacket updated =
        OkPacket.of(1, 0, AUTOCOMMIT, 0).withInfo("Rows matched: 1  Changed: 1  Warnings: 0");
    return Stream.of(
        Arguments.of(
            "ok/insert",
            OkPacket.of(2, 1, AUTOCOMMIT, 0).withInfo("Records: 2  Duplicates: 0  Warnings: 0")),
        Arguments.of("ok/insert_id", OkPacket.of(1, 1000, AUTOCOMMIT, 0)),
        Arguments.of("ok/ping", OkPacket.of(AUTOCOMMIT)),
        Arguments.of("ok/update", updated),
        Arguments.of("ok/update_tracked", updated),
        Arguments.of("ok/set_plain_tracked", OkPacket.of(AUTOCOMMIT)),
        Arguments.of("ok/end_of_rows", OkPacket.of(AUTOCOMMIT).asEndOfRows()),
        Arguments.of("eof/rows", OkPacket.of(AUTOCOMMIT).asEndOfRows()),
        Arguments.of("ok/auth_tracked", tracked(AUTOCOMMIT, new SessionStateChange.Schema("g"))),
        Arguments.of("ok/init_db_tracked", tracked(AUTOCOMMIT, new SessionStateChange.Schema("g"))),
        Arguments.of("ok/use_tracked", tracked(AUTOCOMMIT, new SessionStateChange.Schema("mysql"))),
        Arguments.of(
            "ok/autocommit_tracked",
            tracked(0, new SessionStateChange.SystemVariable("autocommit", "OFF"))),
        Arguments.of(
            "ok/set_names_tracked",
            tracked(
                AUTOCOMMIT,
                new SessionStateChange.SystemVariable("character_set_client", "latin1"),
                new SessionStateChange.SystemVariable("character_set_connection", "latin1"),
                new SessionStateChange.SystemVariable("character_set_results", "latin1"))),
        Arguments.of(
            "ok/begin_tracked",
            tracked(
                AUTOCOMMIT | SERVER_STATUS_IN_TRANS | SERVER_STATUS_IN_TRANS_READONLY,
                new SessionStateChange.TransactionState("T_______"),
                new SessionStateChange.TransactionCharacteristics(
                    "START TRANSACTION READ ONLY;"))));
  }

  private static OkPacket tracked(int status, SessionStateChange... changes) {
    return OkPacket.of(status).withStateChanges(List.of(changes));
  }

  private static Stream<Arguments> errs() {
    return Stream.of(
        Arguments.of(
            "err/parse",
            ErrPacket.of(
                MySqlError.ER_PARSE_ERROR, MySqlError.ER_SYNTAX_ERROR.message(), "selec 1", 1)),
        Arguments.of("err/no_table", ErrPacket.of(MySqlError.ER_NO_SUCH_TABLE, "g", "nope")),
        Arguments.of("err/duplicate", ErrPacket.of(MySqlError.ER_DUP_ENTRY, "a", "t.uq_name")),
        Arguments.of(
            "err/bad_field", ErrPacket.of(MySqlError.ER_BAD_FIELD_ERROR, "nope", "field list")),
        Arguments.of("err/null", ErrPacket.of(MySqlError.ER_BAD_NULL_ERROR, "name")),
        Arguments.of("err/unknown_db", ErrPacket.of(MySqlError.ER_BAD_DB_ERROR, "nope")),
        Arguments.of(
            "err/denied",
            ErrPacket.of(MySqlError.ER_ACCESS_DENIED_ERROR, "nat", "localhost", "YES")));
  }

  private static Stream<Arguments> resultSets() {
    return Stream.of(
        Arguments.of("column_count/two", new ColumnCount(2)),
        Arguments.of("column_count/with_metadata_flag", new ColumnCount(1)),
        Arguments.of("eof/columns", new EofPacket(0, AUTOCOMMIT)),
        Arguments.of("eof/rows", new EofPacket(0, AUTOCOMMIT)),
        Arguments.of("eof/field_list", new EofPacket(0, AUTOCOMMIT)),
        Arguments.of("stmt_prepare_ok/two", new StmtPrepareOk(1, 2, 2, 0)),
        Arguments.of("stmt_prepare_ok/with_metadata_flag", new StmtPrepareOk(1, 1, 0, 0)),
        Arguments.of("local_infile_request/file", new LocalInfileRequest("/tmp/x.csv")));
  }

  private static Stream<Arguments> columns() {
    ColumnDefinition id =
        new ColumnDefinition(
            "g",
            "t",
            "t",
            "id",
            "id",
            BINARY,
            11,
            ColumnType.LONG,
            NOT_NULL_FLAG | PRI_KEY_FLAG | AUTO_INCREMENT_FLAG | PART_KEY_FLAG,
            0);
    return Stream.of(
        Arguments.of("field_list_entry/0", new FieldListEntry(id, "0")),
        Arguments.of(
            "field_list_entry/1",
            new FieldListEntry(
                new ColumnDefinition(
                    "g",
                    "t",
                    "t",
                    "name",
                    "name",
                    UTF8MB4,
                    80,
                    ColumnType.VAR_STRING,
                    NOT_NULL_FLAG | UNIQUE_KEY_FLAG | PART_KEY_FLAG,
                    0),
                "x")),
        Arguments.of(
            "field_list_entry/2",
            new FieldListEntry(
                new ColumnDefinition(
                    "g", "t", "t", "n", "n", BINARY, 12, ColumnType.NEWDECIMAL, 0, 2),
                null)),
        column("a_tiny", BINARY, 4, ColumnType.TINY, 0, 0),
        column("b_short", BINARY, 5, ColumnType.SHORT, UNSIGNED_FLAG, 0),
        column("c_int24", BINARY, 9, ColumnType.INT24, 0, 0),
        column("d_long", BINARY, 10, ColumnType.LONG, UNSIGNED_FLAG | ZEROFILL_FLAG, 0),
        column("e_longlong", BINARY, 20, ColumnType.LONGLONG, UNSIGNED_FLAG, 0),
        column("f_float", BINARY, 12, ColumnType.FLOAT, 0, ColumnDefinition.NOT_FIXED_DECIMALS),
        column("g_double", BINARY, 8, ColumnType.DOUBLE, 0, 3),
        column("h_dec", BINARY, 14, ColumnType.NEWDECIMAL, 0, 4),
        column("i_date", BINARY, 10, ColumnType.DATE, BINARY_FLAG, 0),
        column("j_dt", BINARY, 26, ColumnType.DATETIME, BINARY_FLAG, 6),
        column("k_ts", BINARY, 19, ColumnType.TIMESTAMP, BINARY_FLAG, 0),
        column("l_time", BINARY, 14, ColumnType.TIME, BINARY_FLAG, 3),
        column("m_year", BINARY, 4, ColumnType.YEAR, UNSIGNED_FLAG | ZEROFILL_FLAG, 0),
        column("n_char", UTF8MB4, 20, ColumnType.STRING, 0, 0),
        column("o_varchar", UTF8MB4, 120, ColumnType.VAR_STRING, 0, 0),
        column("p_bin", BINARY, 3, ColumnType.STRING, BINARY_FLAG, 0),
        column("q_vb", BINARY, 8, ColumnType.VAR_STRING, BINARY_FLAG, 0),
        column("r_text", UTF8MB4, 262140, ColumnType.BLOB, BLOB_FLAG, 0),
        column("s_blob", BINARY, 16777215, ColumnType.BLOB, BLOB_FLAG | BINARY_FLAG, 0),
        column("t_enum", UTF8MB4, 4, ColumnType.STRING, ENUM_FLAG, 0),
        column("u_set", UTF8MB4, 12, ColumnType.STRING, SET_FLAG, 0),
        column("v_json", BINARY, 0xffffffffL, ColumnType.JSON, BLOB_FLAG | BINARY_FLAG, 0),
        column("w_bit", BINARY, 10, ColumnType.BIT, UNSIGNED_FLAG, 0),
        column("x_geo", BINARY, 0xffffffffL, ColumnType.GEOMETRY, BLOB_FLAG | BINARY_FLAG, 0),
        expression(0, "two", Collation.BINARY, 3, ColumnType.LONGLONG, 0),
        Arguments.of(
            "column_definition/expr1",
            ColumnDefinition.ofExpression(
                "s",
                Collation.UTF8MB4_0900_AI_CI,
                4,
                ColumnType.VAR_STRING,
                NOT_NULL_FLAG,
                ColumnDefinition.NOT_FIXED_DECIMALS)),
        expression(2, "1.5", Collation.BINARY, 4, ColumnType.NEWDECIMAL, 1),
        expression(3, "now()", Collation.BINARY, 19, ColumnType.DATETIME, 0));
  }

  private static Arguments column(
      String name, int collation, long length, ColumnType type, int flags, int decimals) {
    return Arguments.of(
        "column_definition/" + name,
        new ColumnDefinition(
            "g", "types", "types", name, name, collation, length, type, flags, decimals));
  }

  private static Arguments expression(
      int index, String name, Collation collation, long length, ColumnType type, int decimals) {
    return Arguments.of(
        "column_definition/expr" + index,
        ColumnDefinition.ofExpression(
            name, collation, length, type, NOT_NULL_FLAG | BINARY_FLAG, decimals));
  }

  private static Stream<Arguments> others() {
    Golden greeting = Golden.read("initial_handshake/default");
    Golden switching = Golden.read("auth_switch_request/native");
    Golden key = Golden.read("auth_more_data/public_key");
    Bytes pem = Bytes.wrap(java.util.Arrays.copyOfRange(key.payload(), 1, key.payload().length));
    return Stream.of(
        Arguments.of(
            greeting.name(),
            new InitialHandshake(
                "8.0.31",
                Integer.parseInt(greeting.facts().getOrDefault("connection", "")),
                greeting.nonce(),
                new Capabilities(0xdfffffff),
                UTF8MB4,
                AUTOCOMMIT,
                AuthPlugin.CACHING_SHA2_PASSWORD)),
        Arguments.of(
            switching.name(),
            new AuthSwitchRequest(AuthPlugin.MYSQL_NATIVE_PASSWORD, switching.nonce())),
        Arguments.of("auth_more_data/perform_full", AuthMoreData.PERFORM_FULL_AUTHENTICATION),
        Arguments.of(key.name(), new AuthMoreData(pem)));
  }
}
