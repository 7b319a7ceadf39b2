package io.edgesql.proxy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.LocalToken;
import io.edgesql.backend.PolicySnapshot;
import io.edgesql.backend.gateway.GatewayBackend;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.policy.PolicyException;
import io.edgesql.proxy.policy.PolicyFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code edgesql policy}: table policies in the control object. Exit codes: 0 done, 1 failed, 2
 * wrong options.
 */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Checks, loads and shows table policies.")
public final class PolicyCommand {
  private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(5);
  private static final long DEADLINE_SECONDS = 30;
  private static final int ATTEMPTS = 5;

  /** Which edge, for the sub-commands that need one. */
  static final class Target {
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
  }

  @Command(name = "check", description = "Checks a file and changes nothing.")
  int check(@Parameters(paramLabel = "FILE") Path file) {
    return run(
        () -> {
          ObjectNode tables = read(file);
          System.out.printf("%s is in order: %d table(s).%n", file, tables.size());
        });
  }

  @Command(name = "apply", description = "Loads a file; running proxies follow within seconds.")
  int apply(@Parameters(paramLabel = "FILE") Path file, @picocli.CommandLine.Mixin Target target) {
    return run(
        () -> {
          ObjectNode tables = read(file);
          try (GatewayBackend backend = target.open()) {
            long version = put(backend, tables.toString());
            System.out.printf(
                "Policies of %d table(s) are in force as version %d.%n", tables.size(), version);
          }
        });
  }

  @Command(name = "show", description = "Shows what is in force, as a file that can be applied.")
  int show(@picocli.CommandLine.Mixin Target target) {
    return run(
        () -> {
          try (GatewayBackend backend = target.open()) {
            PolicySnapshot snapshot = await(backend.policies(0));
            System.out.print(yaml(snapshot));
          }
        });
  }

  /** Somebody else may change them in between: then once more. */
  private static long put(GatewayBackend backend, String tables) throws StartFailure {
    for (int attempt = 1; ; attempt++) {
      long base = await(backend.policies(0)).version();
      try {
        return await(backend.changePolicies(base, tables));
      } catch (StartFailure e) {
        boolean isStale =
            e.getCause() instanceof BackendException edge
                && edge.code() == BackendException.Code.SCHEMA_STALE;
        if (!isStale || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static String yaml(PolicySnapshot snapshot) throws StartFailure {
    try {
      ObjectMapper json = new ObjectMapper();
      ObjectNode root = json.createObjectNode();
      String tables = snapshot.tables();
      root.set("tables", json.readTree(tables == null ? "{}" : tables));
      return "# Version "
          + snapshot.version()
          + "\n"
          + new YAMLMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new StartFailure("The policies are not understood: " + e.getOriginalMessage(), e);
    }
  }

  private static ObjectNode read(Path file) throws StartFailure {
    try {
      return PolicyFile.read(Files.readString(file));
    } catch (PolicyException e) {
      throw new StartFailure(file + ", " + e.getMessage() + ".", e);
    } catch (NoSuchFileException e) {
      throw new StartFailure("There is no file " + file + ".", e);
    } catch (IOException e) {
      throw new StartFailure("Cannot read " + file + ": " + e.getMessage() + ".", e);
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws StartFailure {
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

  private interface Action {
    void run() throws StartFailure;
  }

  private static int run(Action action) {
    try {
      action.run();
      return 0;
    } catch (StartFailure failure) {
      System.err.println("edgesql: " + failure.getMessage());
      return 1;
    }
  }
}
