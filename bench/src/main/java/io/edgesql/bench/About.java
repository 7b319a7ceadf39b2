package io.edgesql.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** What a result must say of its origin. Passwords stand in URLs, so those are left out. */
final class About {
  private About() {}

  static Map<String, Object> facts(CommandLine command, int rounds) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("commit", commit());
    facts.put("command", "edgesql bench " + String.join(" ", arguments(command)));
    facts.put("rounds", rounds);
    facts.put("cpu", grep("/proc/cpuinfo", "model name"));
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("memory", grep("/proc/meminfo", "MemTotal"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    return facts;
  }

  private static List<String> arguments(CommandLine command) {
    CommandLine.ParseResult result = command.getParseResult();
    if (result == null || command.getParent() == null) {
      return List.of();
    }
    List<String> all = command.getParent().getParseResult().originalArgs();
    return all.stream()
        .map(word -> word.replaceFirst("=jdbc:.*", "=…").replaceFirst("^jdbc:.*", "…"))
        .toList();
  }

  private static String commit() {
    try {
      Process process =
          new ProcessBuilder(
                  "git",
                  "-C",
                  System.getProperty("edgesql.root", "."),
                  "describe",
                  "--always",
                  "--dirty")
              .redirectErrorStream(true)
              .start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return text.matches("[0-9a-f]{7,}(-dirty)?") ? text : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String grep(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
