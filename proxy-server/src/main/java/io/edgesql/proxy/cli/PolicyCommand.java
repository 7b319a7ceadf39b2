package io.edgesql.proxy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.PolicySnapshot;
import io.edgesql.backend.gateway.GatewayBackend;
import io.edgesql.proxy.policy.PolicyException;
import io.edgesql.proxy.policy.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
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
  private static final int ATTEMPTS = 5;

  @Command(name = "check", description = "Checks a file and changes nothing.")
  int check(@Parameters(paramLabel = "FILE") Path file) {
    return EdgeTarget.run(
        () -> {
          ObjectNode tables = read(file);
          System.out.printf("%s is in order: %d table(s).%n", file, tables.size());
        });
  }

  @Command(name = "apply", description = "Loads a file; running proxies follow within seconds.")
  int apply(
      @Parameters(paramLabel = "FILE") Path file, @picocli.CommandLine.Mixin EdgeTarget target) {
    return EdgeTarget.run(
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
  int show(@picocli.CommandLine.Mixin EdgeTarget target) {
    return EdgeTarget.run(
        () -> {
          try (GatewayBackend backend = target.open()) {
            PolicySnapshot snapshot = EdgeTarget.await(backend.policies(0));
            System.out.print(yaml(snapshot));
          }
        });
  }

  /** Somebody else may change them in between: then once more. */
  private static long put(GatewayBackend backend, String tables) throws StartFailure {
    for (int attempt = 1; ; attempt++) {
      long base = EdgeTarget.await(backend.policies(0)).version();
      try {
        return EdgeTarget.await(backend.changePolicies(base, tables));
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
}
