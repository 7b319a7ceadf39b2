package io.edgesql.backend.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.BackendSettings.Limits;
import io.edgesql.backend.SchemaChange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GatewayClientTest {

  private static final SchemaChange CHANGE =
      new SchemaChange(6, "DROP TABLE t", Map.of(), List.of("table/app/t"), Map.of(), true);

  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer server;
  private volatile int status = 200;
  private volatile String body = "{}";

  GatewayClientTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void readsTheSchemaWithTheToken() throws Exception {
    body = "{\"version\":7,\"full\":true,\"objects\":{}}";

    assertThat(get(client().schema(3)).version()).isEqualTo(7);
    assertThat(seen).containsExactly("GET /v1/schema?since=3 Bearer token");
  }

  @Test
  void changesTheSchema() throws Exception {
    body = "{\"version\":7}";

    assertThat(get(client().changeSchema(CHANGE))).isEqualTo(7);
  }

  @Test
  void tellsThatTheSchemaMovedOn() {
    status = 409;
    body = "{\"error\":{\"code\":\"SCHEMA_STALE\",\"version\":7}}";

    BackendException failure = failure(client().changeSchema(CHANGE));

    assertThat(failure.code()).isEqualTo(Code.SCHEMA_STALE);
    assertThat(failure.schemaVersion()).isEqualTo(7);
  }

  @Test
  void tellsTheShardsErrorForASchemaChange() {
    status = 422;
    body = "{\"error\":{\"code\":\"CONSTRAINT_UNIQUE\",\"message\":\"m\",\"step\":1}}";

    BackendException failure = failure(client().changeSchema(CHANGE));

    assertThat(failure.code()).isEqualTo(Code.CONSTRAINT_UNIQUE);
    assertThat(failure.step()).isEqualTo(1);
    assertThat(failure.isAmbiguous()).isFalse();
  }

  @Test
  void callsAChangeAmbiguousWhenTheAnswerDoesNotTell() {
    status = 502;
    body = "<html>Bad gateway</html>";
    assertThat(failure(client().changeSchema(CHANGE)).isAmbiguous()).isTrue();
    assertThat(failure(client().schema(0)).isAmbiguous()).isFalse();

    status = 200;
    assertThat(failure(client().changeSchema(CHANGE)).isAmbiguous()).isTrue();
    assertThat(failure(client().schema(0)).code()).isEqualTo(Code.PROTOCOL);
  }

  @Test
  void stopsReadingAnAnswerThatOutgrowsItsBound() {
    body = "x".repeat(2000);
    Limits d = Limits.DEFAULT;
    Limits small =
        new Limits(
            d.inFlight(),
            d.queuedBytes(),
            d.requestsPerFrame(),
            d.frameBytes(),
            d.requestBytes(),
            d.receivedFrameBytes(),
            d.resultBytes(),
            d.partialBytes(),
            1000,
            d.attempts(),
            d.watchedTables());
    GatewayClient client = new GatewayClient(settings().withLimits(small), () -> "token");

    assertThat(failure(client.schema(0)).message()).contains("1000 bytes");
  }

  @Test
  void checksTheVersionOfTheProtocol() throws Exception {
    body = "{\"ok\":true,\"protocol\":1}";
    get(client().health());

    body = "{\"ok\":true,\"protocol\":2}";
    assertThat(failure(client().health()).code()).isEqualTo(Code.PROTOCOL);
  }

  @Test
  void knowsThatAnUnsentChangeWasNotDone() {
    server.stop(0);

    BackendException failure = failure(client().changeSchema(CHANGE));

    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure.isAmbiguous()).isFalse();
  }

  private void answer(HttpExchange exchange) throws IOException {
    seen.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private BackendSettings settings() {
    return BackendSettings.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  private GatewayClient client() {
    return new GatewayClient(settings(), () -> "token");
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static BackendException failure(CompletionStage<?> stage) {
    Throwable thrown = requireNonNull(catchThrowable(() -> get(stage)));
    assertThat(thrown.getCause()).isInstanceOf(BackendException.class);
    return (BackendException) requireNonNull(thrown.getCause());
  }
}
