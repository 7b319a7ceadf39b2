package io.edgesql.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.JdbcConnection;
import io.edgesql.protocol.frame.PacketChannel;
import io.edgesql.protocol.handshake.RsaKey;
import io.edgesql.protocol.handshake.Verifiers;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MySQL's own driver, over loopback, judges framing, TLS, authentication and compression. */
class ConnectorJTest {
  private static final String PLAIN = "sslMode=DISABLED&allowPublicKeyRetrieval=true";
  private static final String TLS = "sslMode=REQUIRED";

  private static EventLoopGroup group;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    X509Bundle certificate =
        new CertificateBuilder()
            .subject("CN=localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    SslContext tls = SslContextBuilder.forServer(certificate.toKeyManagerFactory()).build();
    RsaKey rsaKey = RsaKey.generate();
    byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);
    Map<String, Verifiers> accounts =
        Map.of(
            "both",
            Verifiers.ofPassword("secret"),
            "native",
            new Verifiers(io.edgesql.protocol.handshake.NativePassword.digest(secret), null),
            "nobody",
            Verifiers.EMPTY_PASSWORD);
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    PacketChannel packets =
                        PacketChannel.install(
                            channel.pipeline(), PacketChannel.DEFAULT_MAX_HANDSHAKE_BYTES);
                    channel.pipeline().addLast(new WireServer(packets, accounts, tls, rsaKey));
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    port = ((InetSocketAddress) server.localAddress()).getPort();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    group.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).sync();
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, TLS, PLAIN + "&useCompression=true", TLS + "&useCompression=true"})
  void talksAndComparesWhatComesBack(String options) throws SQLException {
    try (Connection connection = connect("both", "secret", options);
        Statement statement = connection.createStatement()) {
      assertThat(echo(statement, "h\u00e9llo")).isEqualTo("h\u00e9llo");
      String large = "x".repeat(17_000_000);
      assertThat(echo(statement, large)).isEqualTo(large);
      assertThat(echo(statement, "again")).isEqualTo("again");
      int rows = 0;
      try (ResultSet result = statement.executeQuery("select rows 5000")) {
        while (result.next()) {
          assertThat(result.getInt(1)).isEqualTo(5000 - rows++);
        }
      }
      assertThat(rows).isEqualTo(5000);
      assertThatThrownBy(() -> statement.executeQuery("select fail"))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getErrorCode()).isEqualTo(1146);
                assertThat(e.getSQLState()).isEqualTo("42S02");
                assertThat(e.getMessage()).isEqualTo("Table 'd.t' doesn't exist");
              });
    }
  }

  @Test
  void preparesAndExecutesOnTheServer() throws SQLException {
    try (Connection connection = connect("both", "secret", PLAIN + "&useServerPrepStmts=true");
        PreparedStatement statement = connection.prepareStatement("select ?, ?, ?")) {
      for (int i = 0; i < 3; i++) {
        statement.setInt(1, -i);
        statement.setString(2, "h\u00e9");
        statement.setNull(3, Types.INTEGER);
        try (ResultSet result = statement.executeQuery()) {
          assertThat(result.next()).isTrue();
          assertThat(result.getString(1)).isEqualTo(Integer.toString(-i));
          assertThat(result.getString(2)).isEqualTo("h\u00e9");
          assertThat(result.getString(3)).isNull();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, TLS})
  void authenticatesEveryKindOfAccount(String options) throws SQLException {
    for (String user : new String[] {"both", "native"}) {
      connect(user, "secret", options).close();
      connect(user, "secret", options + "&defaultAuthenticationPlugin=mysql_native_password")
          .close();
      assertThatThrownBy(() -> connect(user, "wrong", options))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1045));
    }
    connect("nobody", "", options).close();
    for (String[] denied :
        new String[][] {{"nobody", "x"}, {"ghost", "x"}, {"ghost", ""}, {"both", ""}}) {
      assertThatThrownBy(() -> connect(denied[0], denied[1], options))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1045));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, TLS, PLAIN + "&useCompression=true"})
  void changesUsersOnTheSameConnection(String options) throws SQLException {
    try (Connection connection = connect("both", "secret", options)) {
      JdbcConnection driver = connection.unwrap(JdbcConnection.class);
      driver.changeUser("native", "secret");
      driver.changeUser("both", "secret");
      driver.resetServerState();
      try (Statement statement = connection.createStatement()) {
        assertThat(echo(statement, "still here")).isEqualTo("still here");
      }
    }
  }

  private static Connection connect(String user, String password, String options)
      throws SQLException {
    String url = "jdbc:mysql://127.0.0.1:" + port + "/d?maxAllowedPacket=67108864&" + options;
    return DriverManager.getConnection(url, user, password);
  }

  private static String echo(Statement statement, String text) throws SQLException {
    try (ResultSet result = statement.executeQuery("select echo " + text)) {
      assertThat(result.next()).isTrue();
      String echoed = result.getString(1);
      assertThat(result.next()).isFalse();
      return echoed;
    }
  }
}
