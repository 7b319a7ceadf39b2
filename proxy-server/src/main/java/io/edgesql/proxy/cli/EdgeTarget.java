package io.edgesql.proxy.cli;

import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.LocalToken;
import io.edgesql.backend.gateway.GatewayBackend;
import io.edgesql.proxy.config.ProxySettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which edge, for commands that speak with one, and how they do. */
final class EdgeTarget {
  private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(5);
  private static final long DEADLINE_SECONDS = 30;

  @Option(names = "--edge", description = "URL of a gateway; default: the running local edge.")
  private @Nullable URI edge;

  @Option(
      names = "--token",
      defaultValue = "${env:EDGESQL_TOKEN}",
      description = "Bearer token for --edge (default: $EDGESQL_TOKEN).")
  private @Nullable String token;

  @Option(
      names = "--data",
      defaultValue = ".edgesql",
      description = "Folder of the running local edge (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("");

  GatewayBackend open() throws StartFailure {
    URI remote = edge;
    if (remote != null) {
      String given = token;
      if (given == null || given.isEmpty()) {
        throw new StartFailure("--edge needs --token or EDGESQL_TOKEN.");
      }
      return new GatewayBackend(BackendSettings.of(remote), () -> given);
    }
    URI local = DataFolder.runningEdge(data);
    String secret = DataFolder.knownSecret(data);
    ProxySettings.Edge names = ProxySettings.DEFAULT.edge();
    return new GatewayBackend(
        BackendSettings.of(local),
        () ->
            LocalToken.mint(
                secret,
                names.tenant(),
                names.project(),
                List.of(LocalToken.Right.ADMIN),
                TOKEN_LIFETIME));
  }

  /** Waits for the edge; its refusals become failures to show. */
  static <T> T await(CompletionStage<T> stage) throws StartFailure {
    try {
      return stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartFailure("The edge refused: " + cause.getMessage() + ".", cause);
    } catch (TimeoutException e) {
      throw new StartFailure("The edge did not answer within " + DEADLINE_SECONDS + " s.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("Interrupted.", e);
    }
  }

  /** What a command does. */
  interface Action {
    void run() throws StartFailure;
  }

  /** Runs it; gives the exit code. */
  static int run(Action action) {
    try {
      action.run();
      return 0;
    } catch (StartFailure failure) {
      System.err.println("edgesql: " + failure.getMessage());
      return 1;
    }
  }
}
