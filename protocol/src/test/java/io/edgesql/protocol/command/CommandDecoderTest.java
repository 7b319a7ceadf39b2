package io.edgesql.protocol.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.Golden;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.handshake.Capabilities;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandDecoderTest {
  private static final Capabilities ATTRIBUTES =
      new Capabilities(Capabilities.CLIENT_QUERY_ATTRIBUTES);

  static List<Golden> commands() {
    return Golden.all("client").stream()
        .filter(golden -> golden.facts().containsKey("capabilities"))
        .toList();
  }

  @Test
  void readsQueriesOfClientsWithAndWithoutAttributes() {
    Query connectorJ = (Query) decode("client/query/cj4");
    assertThat(connectorJ.sql().utf8()).isEqualTo("select 'caf\u00e9'");
    assertThat(connectorJ.attributes()).isEmpty();
    assertThat(((Query) decode("client/query/mj2")).sql().utf8()).isEqualTo("select 'caf\u00e9'");
  }

  @Test
  void readsTheSmallCommands() {
    assertThat(decode("client/ping/cj1")).isEqualTo(new Ping());
    assertThat(decode("client/quit/py1")).isEqualTo(new Quit());
    assertThat(decode("client/init_db/mj1")).isEqualTo(new InitDb("mysql"));
    assertThat(decode("client/reset_connection/cj1")).isEqualTo(new ResetConnection());
    assertThat(decode("client/stmt_close/cj1")).isEqualTo(new StmtClose(1));
    assertThat(decode("client/stmt_prepare/cj2"))
        .isEqualTo(new StmtPrepare(Bytes.utf8("select ?")));
    assertThat(decode("client/stmt_send_long_data/mj1"))
        .isEqualTo(new StmtSendLongData(3, 0, Bytes.of((byte) 9, (byte) 8, (byte) 7)));
    assertThat(decodeHex("0cffffffff")).isEqualTo(new ProcessKill(0xffffffffL));
    assertThat(decodeHex("1b0100")).isEqualTo(new SetOption(1));
    assertThat(decodeHex("1c0200000005000000")).isEqualTo(new StmtFetch(2, 5));
    assertThat(decodeHex("0474002525")).isEqualTo(new FieldList("t", "%%"));
    assertThat(decodeHex("047400")).isEqualTo(new FieldList("t", ""));
  }

  @Test
  void readsChangeUser() {
    ChangeUser command = (ChangeUser) decode("client/change_user/cj1");
    assertThat(command.user()).isEqualTo("nat");
    assertThat(command.schema()).isEqualTo("mysql");
    assertThat(command.collationId()).isEqualTo(255);
    assertThat(command.plugin()).isEqualTo("caching_sha2_password");
    assertThat(command.attributes()).containsEntry("_client_version", "9.7.0");
  }

  @Test
  void readsAChangeUserThatEndsAfterItsSchema() {
    ByteBuf payload = Unpooled.wrappedBuffer(HexFormat.of().parseHex("11750000" + "6400"));
    Capabilities capabilities = new Capabilities(Capabilities.CLIENT_SECURE_CONNECTION);
    ChangeUser command = (ChangeUser) CommandDecoder.decode(payload, capabilities);
    assertThat(command.schema()).isEqualTo("d");
    assertThat(command.collationId()).isZero();
    assertThat(command.plugin()).isNull();
  }

  @Test
  void readsQueryAttributes() {
    byte[] payload =
        HexFormat.of().parseHex("03" + "0201" + "02" + "01" + "0300016e" + "fd00016d" + "04000000");
    ByteBuf withSql = Unpooled.wrappedBuffer(payload, "select 5".getBytes(UTF_8));
    Query query = (Query) CommandDecoder.decode(withSql, ATTRIBUTES);
    assertThat(query.sql().utf8()).isEqualTo("select 5");
    assertThat(query.attributes())
        .containsExactly(
            new QueryAttribute("n", new ParameterValue.Int(4, false)),
            new QueryAttribute("m", ParameterValue.Null.INSTANCE));
  }

  /** Each was refused as a malformed packet by MySQL 8.0.31. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "03",
        "0300",
        "03000273",
        "030101000003",
        "04",
        "0474",
        "0c01",
        "1b",
        "170100",
        "1901",
        "07",
        "1c01000000"
      })
  void refusesWhatMySqlCallsMalformed(String hex) {
    assertThatThrownBy(() -> decodeHex(hex)).isInstanceOf(ProtocolException.class);
  }

  /** Each was answered with "Unknown command" by MySQL 8.0.31. */
  @ParameterizedTest
  @CsvSource({"'', 0", "0578, 5", "0678, 6", "40, 64", "ff, 255", "12, 18", "00, 0"})
  void knowsNotEveryCommand(String hex, int code) {
    assertThat(decodeHex(hex)).isEqualTo(new Unknown(code));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void cutAnywhereDecodesOrFailsCleanly(Golden golden) {
    assertThat(
            CommandDecoder.decode(Unpooled.wrappedBuffer(golden.payload()), golden.capabilities())
                .type())
        .isNotEqualTo(CommandType.UNKNOWN);
    for (int length = 0; length < golden.payload().length; length++) {
      ByteBuf cut = Unpooled.wrappedBuffer(golden.payload(), 0, length);
      try {
        CommandDecoder.decode(cut, golden.capabilities());
      } catch (ProtocolException e) {
        assertThat(e.clientMessage()).isEqualTo("Malformed communication packet.");
      }
    }
  }

  private static Command decode(String name) {
    Golden golden = Golden.read(name);
    return CommandDecoder.decode(Unpooled.wrappedBuffer(golden.payload()), golden.capabilities());
  }

  private static Command decodeHex(String hex) {
    return CommandDecoder.decode(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)), ATTRIBUTES);
  }
}
