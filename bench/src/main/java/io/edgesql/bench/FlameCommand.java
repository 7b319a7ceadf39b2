package io.edgesql.bench;

import io.edgesql.bench.report.FlameGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench flame}: a profiler's collapsed stacks as a picture. */
@Command(
    name = "flame",
    mixinStandardHelpOptions = true,
    description = "Draws collapsed stacks (a;b;c count), as async-profiler writes them, as SVG.")
final class FlameCommand implements Callable<Integer> {
  @Parameters(index = "0", description = "File of collapsed stacks")
  private Path stacks = Path.of("");

  @Parameters(index = "1", description = "SVG file to write")
  private Path picture = Path.of("");

  @Option(names = "--title", defaultValue = "", description = "Stands above the picture")
  private String title = "";

  @Option(
      names = "--only",
      defaultValue = "",
      description = "Leave out stacks that do not have this text, such as a thread's name")
  private String only = "";

  @Override
  public Integer call() throws IOException {
    FlameGraph graph = new FlameGraph(title);
    for (String line : Files.readAllLines(stacks)) {
      if (line.contains(only)) {
        graph.add(line);
      }
    }
    Files.writeString(picture, graph.svg());
    return 0;
  }
}
