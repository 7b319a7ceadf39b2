package io.edgesql.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.bench.server.Target.ServerProcess;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerProcessesTest {
  /** Starts a child that computes for ever, and waits for it. */
  private static final String BUSY_CHILD = "(while :; do :; done) & wait";

  @Test
  void theTimeOfChildrenThatRunStillIsCountedOnce() throws Exception {
    Process parent = new ProcessBuilder("sh", "-c", BUSY_CHILD).start();
    try {
      ServerProcess server = new ServerProcess("server", parent.pid());
      Instant end = Instant.now().plusSeconds(60);
      while (seconds("server", server) < 0.1) {
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(50);
      }
      long child = parent.toHandle().children().findFirst().orElseThrow().pid();
      ServerProcess listed = new ServerProcess("child", child);
      assertThat(seconds("server", server, listed)).isLessThan(0.1);
      assertThat(seconds("child", server, listed)).isGreaterThanOrEqualTo(0.1);
    } finally {
      parent.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
      parent.destroyForcibly();
    }
  }

  private static double seconds(String role, ServerProcess... processes) {
    return ServerProcesses.cpuSeconds(List.of(processes)).getOrDefault(role, 0.0);
  }
}
