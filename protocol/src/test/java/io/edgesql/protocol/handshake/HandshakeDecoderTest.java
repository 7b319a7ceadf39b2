package io.edgesql.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.Golden;
import io.edgesql.protocol.PayloadWriter;
import io.edgesql.protocol.ProtocolException;
import io.edgesql.protocol.error.MySqlError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeDecoderTest {
  /** Everything that MySQL 8.0.31 offers. */
  private static final Capabilities OFFERED = new Capabilities(0xdfffffff);

  static List<Golden> clients() {
    return Golden.all("client/handshake_response");
  }

  @Test
  void readsConnectorJ() {
    HandshakeResponse response = decode("client/handshake_response/cj");
    assertThat(response.user()).isEqualTo("sha");
    assertThat(response.database()).isEqualTo("g");
    assertThat(response.plugin()).isEqualTo("caching_sha2_password");
    assertThat(response.collationId()).isEqualTo(255);
    assertThat(response.maxPacketBytes()).isEqualTo(0xffffff);
    assertThat(response.authResponse().length()).isEqualTo(32);
    assertThat(response.attributes()).containsEntry("_client_version", "9.7.0");
    assertThat(response.capabilities().has(Capabilities.CLIENT_QUERY_ATTRIBUTES)).isTrue();
  }

  @Test
  void readsMariaDbAndPyMySql() {
    HandshakeResponse mariaDb = decode("client/handshake_response/mj");
    assertThat(mariaDb.plugin()).isEqualTo("mysql_native_password");
    assertThat(mariaDb.attributes()).containsEntry("_client_name", "MariaDB Connector/J");
    HandshakeResponse pyMySql = decode("client/handshake_response/py");
    assertThat(pyMySql.user()).isEqualTo("nat");
    assertThat(pyMySql.attributes()).containsEntry("_client_name", "pymysql");
  }

  @Test
  void proofsOfRealClientsAreThoseOfTheirPassword() {
    Verifiers verifiers = Verifiers.ofPassword("secret");
    for (Golden client : clients()) {
      HandshakeResponse response = decode(client.name());
      AuthPlugin plugin = AuthPlugin.ofWireName(String.valueOf(response.plugin())).orElseThrow();
      assertThat(verifiers.matchesProof(plugin, response.authResponse(), client.nonce()))
          .as(client.name())
          .isTrue();
    }
    for (Golden proof : Golden.all("client/auth_response")) {
      Bytes sent = Bytes.of(proof.payload());
      assertThat(verifiers.matchesProof(AuthPlugin.MYSQL_NATIVE_PASSWORD, sent, proof.nonce()))
          .as(proof.name())
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void cutAnywhereDecodesOrFailsCleanly(Golden client) {
    int decoded = 0;
    for (int length = 0; length < client.payload().length; length++) {
      ByteBuf cut = Unpooled.wrappedBuffer(client.payload(), 0, length);
      try {
        HandshakeDecoder.decode(cut, OFFERED, true);
        decoded++;
      } catch (ProtocolException e) {
        assertThat(e.error()).isEqualTo(MySqlError.ER_HANDSHAKE_ERROR);
      }
    }
    assertThat(decoded).isPositive();
  }

  @Test
  void takesWhatIsMissingAtTheEndForAbsent() {
    ByteBuf payload =
        head(
            Capabilities.CLIENT_PROTOCOL_41
                | Capabilities.CLIENT_SECURE_CONNECTION
                | Capabilities.CLIENT_CONNECT_WITH_DB
                | Capabilities.CLIENT_PLUGIN_AUTH
                | Capabilities.CLIENT_CONNECT_ATTRS
                | Capabilities.CLIENT_ZSTD_COMPRESSION_ALGORITHM);
    new PayloadWriter(payload).writeTextNul("u").writeInt1(0);
    HandshakeResponse response =
        (HandshakeResponse) HandshakeDecoder.decode(payload, OFFERED, false);
    assertThat(response.database()).isNull();
    assertThat(response.plugin()).isNull();
    assertThat(response.attributes()).isEmpty();
    assertThat(response.zstdLevel()).isZero();
  }

  @Test
  void readsTheZstdLevelBehindTheAttributes() {
    ByteBuf payload =
        head(
            Capabilities.CLIENT_PROTOCOL_41
                | Capabilities.CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA
                | Capabilities.CLIENT_CONNECT_ATTRS
                | Capabilities.CLIENT_ZSTD_COMPRESSION_ALGORITHM);
    new PayloadWriter(payload).writeTextNul("u").writeIntLenenc(0).writeIntLenenc(0).writeInt1(7);
    HandshakeResponse response =
        (HandshakeResponse) HandshakeDecoder.decode(payload, OFFERED, false);
    assertThat(response.zstdLevel()).isEqualTo(7);
  }

  @Test
  void readsAnSslRequestOnlyWhereTlsIsOfferedAndNotYetOn() {
    ByteBuf payload = head(Capabilities.CLIENT_PROTOCOL_41 | Capabilities.CLIENT_SSL);
    assertThat(HandshakeDecoder.decode(payload.duplicate(), OFFERED, false))
        .asInstanceOf(type(SslRequest.class))
        .extracting(SslRequest::collationId)
        .isEqualTo(45);
    Capabilities noTls = OFFERED.without(Capabilities.CLIENT_SSL);
    assertThatThrownBy(() -> HandshakeDecoder.decode(payload.duplicate(), noTls, false))
        .isInstanceOf(ProtocolException.class);
    new PayloadWriter(payload).writeTextNul("u").writeInt1(0);
    assertThat(HandshakeDecoder.decode(payload, OFFERED, true))
        .isInstanceOf(HandshakeResponse.class);
  }

  @Test
  void tellsOldClientsThatTheyAreTooOld() {
    ByteBuf payload = Unpooled.buffer();
    new PayloadWriter(payload).writeInt2(0x0005).writeInt3(0).writeTextNul("old").writeTextEof("x");
    assertThatThrownBy(() -> HandshakeDecoder.decode(payload, OFFERED, false))
        .isInstanceOfSatisfying(
            ProtocolException.class,
            e -> assertThat(e.error()).isEqualTo(MySqlError.ER_NOT_SUPPORTED_AUTH_MODE));
  }

  @Test
  void refusesAttributesThatOverrunTheirLength() {
    ByteBuf payload = head(Capabilities.CLIENT_PROTOCOL_41 | Capabilities.CLIENT_CONNECT_ATTRS);
    new PayloadWriter(payload).writeTextNul("u").writeInt1(0).writeIntLenenc(3);
    new PayloadWriter(payload).writeTextLenenc("key").writeTextLenenc("value");
    assertThatThrownBy(() -> HandshakeDecoder.decode(payload, OFFERED, false))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void makesNoncesThatClientsCanReadAsText() {
    java.security.SecureRandom random = new java.security.SecureRandom();
    for (int i = 0; i < 500; i++) {
      byte[] bytes = Nonce.random(random).bytes().toArray();
      assertThat(Arrays.equals(bytes, new byte[Nonce.LENGTH])).isFalse();
      for (byte value : bytes) {
        assertThat(value).isPositive().isNotEqualTo((byte) '$');
      }
    }
  }

  private static HandshakeResponse decode(String golden) {
    ByteBuf payload = Unpooled.wrappedBuffer(Golden.read(golden).payload());
    return (HandshakeResponse) HandshakeDecoder.decode(payload, OFFERED, false);
  }

  private static ByteBuf head(int capabilities) {
    ByteBuf payload = Unpooled.buffer();
    new PayloadWriter(payload)
        .writeInt4(capabilities)
        .writeInt4(1 << 24)
        .writeInt1(45)
        .writeZeros(23);
    return payload;
  }
}
