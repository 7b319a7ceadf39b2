package io.edgesql.backend.copies;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.CopyAnswer;
import io.edgesql.backend.CopyRead;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls for copies, answered and not answered by a scripted gateway. */
class CopyClientTest {
  private static final String ANSWER =
      "{\"source\":\"kv\",\"verdict\":\"hit\",\"ver\":7,\"epoch\":1764268000000,\"readAt\":1,"
          + "\"ageMs\":40,\"results\":[{\"columns\":[\"a\"],\"rows\":[[\"é\"]],\"changes\":0}]}";

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
  private final CountDownLatch released = new CountDownLatch(1);
  private HttpServer server;
  private volatile Script script = exchange -> answer(exchange, 200, ANSWER);

  private interface Script {
    void answer(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/edge/v1/shards/main/read",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          ports.add(exchange.getRemoteAddress().getPort());
          assertThat(exchange.getRequestHeaders().getFirst("Authorization"))
              .isEqualTo("Bearer token");
          script.answer(exchange);
        });
    server.start();
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private CopyClient client(int connections, int timeoutMs) {
    URI gateway = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/edge/");
    return new CopyClient(
        BackendSettings.of(gateway)
            .withCopies(new BackendSettings.Copies(connections, Duration.ofMillis(timeoutMs))),
        () -> "token",
        loops);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static CopyRead read(long maxAgeMs) {
    return new CopyRead(
        "t:a_1:id:[1]",
        List.of("a_1"),
        maxAgeMs,
        1000,
        5,
        3,
        true,
        ShardRequest.read(9, List.of(Step.query("SELECT ?", List.of("x")))));
  }

  private static CopyAnswer get(CompletionStage<CopyAnswer> answer) throws Exception {
    return answer.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private static Code failure(CompletionStage<CopyAnswer> answer) {
    Throwable thrown = requireNonNull(catchThrowable(() -> get(answer)));
    assertThat(thrown.getCause()).isInstanceOf(BackendException.class);
    return ((BackendException) requireNonNull(thrown.getCause())).code();
  }

  @Test
  void asksAsTheProtocolSaysOverOneConnection() throws Exception {
    try (CopyClient client = client(4, 60_000)) {
      CopyAnswer answer = get(client.read("main", read(1500)));
      assertThat(answer.isCopy()).isTrue();
      assertThat(List.of(answer.ver(), answer.epoch(), answer.ageMs()))
          .containsExactly(7L, 1764268000000L, 40L);
      assertThat(answer.results().get(0).rows().value(0, 0)).isEqualTo("é");
      get(client.read("main", read(0)));
      assertThat(bodies)
          .containsExactly(
              "{\"key\":\"t:a_1:id:[1]\",\"tables\":[\"a_1\"],\"mode\":\"bounded\",\"maxAgeMs\":1500,"
                  + "\"ttlMs\":1000,\"swrMs\":5,\"minVer\":3,\"prewarm\":true,\"request\":{\"id\":0,"
                  + "\"schema\":9,\"steps\":[{\"sql\":\"SELECT ?\",\"params\":[\"x\"],\"rows\":true}]}}",
              "{\"key\":\"t:a_1:id:[1]\",\"tables\":[\"a_1\"],\"mode\":\"cached\","
                  + "\"ttlMs\":1000,\"swrMs\":5,\"minVer\":3,\"prewarm\":true,\"request\":{\"id\":0,"
                  + "\"schema\":9,\"steps\":[{\"sql\":\"SELECT ?\",\"params\":[\"x\"],\"rows\":true}]}}");
      assertThat(ports).hasSize(1);
    }
  }

  @Test
  void tellsTheGatewaysErrorAndGoesOn() throws Exception {
    try (CopyClient client = client(1, 60_000)) {
      script =
          exchange ->
              answer(
                  exchange,
                  409,
                  "{\"error\":{\"code\":\"SCHEMA_STALE\",\"message\":\"newer\",\"retryable\":true}}");
      assertThat(failure(client.read("main", read(0)))).isEqualTo(Code.SCHEMA_STALE);
      script = exchange -> answer(exchange, 502, "<html>");
      assertThat(failure(client.read("main", read(0)))).isEqualTo(Code.INTERNAL);
      script = exchange -> answer(exchange, 200, "{\"source\":\"kv\"}");
      assertThat(failure(client.read("main", read(0)))).isEqualTo(Code.PROTOCOL);
      script = exchange -> answer(exchange, 200, ANSWER);
      assertThat(get(client.read("main", read(0))).ver()).isEqualTo(7);
      assertThat(failure(client.read("no/shard", read(0)))).isEqualTo(Code.BAD_REQUEST);
    }
  }

  @Test
  void failsAtOnceWhenAllConnectionsAreBusy() throws Exception {
    script =
        exchange -> {
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          answer(exchange, 200, ANSWER);
        };
    try (CopyClient client = client(2, 60_000)) {
      CompletionStage<CopyAnswer> one = client.read("main", read(0));
      CompletionStage<CopyAnswer> two = client.read("main", read(0));
      assertThat(failure(client.read("main", read(0)))).isEqualTo(Code.OVERLOADED);
      released.countDown();
      assertThat(get(one).ver() + get(two).ver()).isEqualTo(14);
      assertThat(get(client.read("main", read(0))).ver()).isEqualTo(7);
    }
  }

  @Test
  void givesUpInTimeAndNeverTakesALateAnswerForAnothers() throws Exception {
    script =
        exchange -> {
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          answer(exchange, 200, ANSWER);
        };
    try (CopyClient client = client(1, 50)) {
      assertThat(failure(client.read("main", read(0)))).isEqualTo(Code.TIMEOUT);
    }
    try (CopyClient client = client(1, 60_000)) {
      script = exchange -> answer(exchange, 200, ANSWER.replace("\"ver\":7", "\"ver\":8"));
      assertThat(get(client.read("main", read(0))).ver()).isEqualTo(8);
    }
  }

  @Test
  void saysThatTheGatewayIsGone() {
    server.stop(0);
    try (CopyClient client = client(1, 60_000)) {
      assertThat(failure(client.read("main", read(0)))).isEqualTo(Code.UNREACHABLE);
    }
  }
}
