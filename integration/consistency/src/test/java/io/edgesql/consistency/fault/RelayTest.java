package io.edgesql.consistency.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayTest {
  private final ServerSocket server = listen();
  private Relay relay = start(server);
  private Socket client = new Socket();
  private Socket served = new Socket();

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Relay start(ServerSocket server) {
    try {
      return Relay.start(0, server.getLocalPort());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void connect() throws IOException {
    client = new Socket(InetAddress.getLoopbackAddress(), relay.port());
    served = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    served.close();
    relay.close();
    server.close();
  }

  @Test
  void forwardsBothWaysUntilOneEndCloses() throws IOException {
    client.getOutputStream().write(1);
    assertThat(served.getInputStream().read()).isEqualTo(1);
    served.getOutputStream().write(2);
    assertThat(client.getInputStream().read()).isEqualTo(2);
    client.close();
    assertThat(served.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void cutsInTheMiddleOfAChunk() throws IOException {
    relay.cutMidFrame();
    client.getOutputStream().write(new byte[1000]);
    int received = 0;
    try {
      while (served.getInputStream().read() >= 0) {
        received++;
      }
    } catch (IOException reset) {
      // As it must be.
    }
    assertThat(received).isLessThan(1000);
  }

  @Test
  void resetsBothEndsWhenItCuts() throws IOException {
    client.getOutputStream().write(1);
    assertThat(served.getInputStream().read()).isEqualTo(1);
    relay.cutAll();
    assertThatThrownBy(() -> read(client)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(served)).isInstanceOf(IOException.class);
  }

  private static void read(Socket socket) throws IOException {
    if (socket.getInputStream().read() < 0) {
      throw new IOException("closed");
    }
  }

  @Test
  void holdsBackAndForgetsNothing() throws IOException {
    relay.hold(60_000);
    client.getOutputStream().write(7);
    relay.heal();
    assertThat(served.getInputStream().read()).isEqualTo(7);
  }
}
