package io.edgesql.protocol;

import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.protocol.handshake.Nonce;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A payload captured from a real server or client: {@code #} comments, {@code @name value} lines,
 * hex.
 */
public record Golden(String name, byte[] payload, Map<String, String> facts) {
  /** The file {@code golden/<name>.hex} among the test resources. */
  public static Golden read(String name) {
    StringBuilder hex = new StringBuilder();
    Map<String, String> facts = new HashMap<>();
    try {
      for (String line : Files.readAllLines(root().resolve(name + ".hex"))) {
        if (line.startsWith("@")) {
          String[] words = line.substring(1).split(" ", 2);
          facts.put(words[0], words[1]);
        } else if (!line.startsWith("#")) {
          hex.append(line.replace(" ", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Golden(name, HexFormat.of().parseHex(hex), facts);
  }

  /** All below a folder of {@code golden}, in the order of their names. */
  public static List<Golden> all(String folder) {
    List<Golden> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root().resolve(folder))) {
      files
          .filter(file -> file.toString().endsWith(".hex"))
          .sorted()
          .forEach(file -> all.add(read(nameOf(file))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  public Capabilities capabilities() {
    String bits = facts.get("capabilities");
    return bits == null ? Capabilities.NONE : new Capabilities(Integer.decode(bits));
  }

  public Nonce nonce() {
    return new Nonce(Bytes.wrap(HexFormat.of().parseHex(facts.getOrDefault("nonce", ""))));
  }

  public String hex() {
    return HexFormat.of().formatHex(payload);
  }

  @Override
  public String toString() {
    return name;
  }

  private static String nameOf(Path file) {
    String name = root().relativize(file).toString();
    return name.substring(0, name.length() - ".hex".length());
  }

  private static Path root() {
    try {
      URI uri = java.util.Objects.requireNonNull(Golden.class.getResource("/golden")).toURI();
      return Path.of(uri);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
