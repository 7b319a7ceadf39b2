package io.edgesql.bench.server;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the servers' programs: on the PATH, then where Debian puts what is not on everybody's. */
final class Programs {
  private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/local/sbin");
  private static final Path POSTGRES = Path.of("/usr/lib/postgresql");

  private Programs() {}

  /** The program, or null. */
  static @Nullable Path find(String name) {
    for (Path folder : folders()) {
      Path program = folder.resolve(name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    return null;
  }

  static Path need(String name, String advice) throws StartException {
    Path found = find(name);
    if (found == null) {
      throw new StartException(name + " is missing: " + advice + ", or give the server's URL.");
    }
    return found;
  }

  /** The first program of the name whose {@code --version} has (or has not) certain words. */
  static @Nullable Path findVersion(String name, String has, List<String> hasNot) {
    for (Path folder : folders()) {
      Path program = folder.resolve(name);
      if (Files.isExecutable(program)) {
        String version = version(program).toLowerCase(Locale.ROOT);
        if (version.contains(has) && hasNot.stream().noneMatch(version::contains)) {
          return program;
        }
      }
    }
    return null;
  }

  private static String version(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    String path = System.getenv("PATH");
    if (path != null) {
      for (String folder : path.split(File.pathSeparator)) {
        folders.add(Path.of(folder.isEmpty() ? "." : folder));
      }
    }
    FOLDERS.forEach(folder -> folders.add(Path.of(folder)));
    if (Files.isDirectory(POSTGRES)) {
      try (Stream<Path> versions = Files.list(POSTGRES)) {
        versions.sorted().forEach(version -> folders.add(version.resolve("bin")));
      } catch (IOException e) {
        return folders;
      }
    }
    return folders;
  }
}
