package io.edgesql.proxy.execute.metadata;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tab-separated resources beside this class: {@code \N} is NULL, {@code \t \n \\} are escapes. */
final class TsvResource {
  private TsvResource() {}

  /** The lines without comments. */
  static List<List<@Nullable String>> rows(String resource) {
    InputStream stream = TsvResource.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IllegalStateException(resource + " is missing from the class path");
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("# ")) {
          rows.add(cells(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static List<@Nullable String> cells(String line) {
    List<@Nullable String> cells = new ArrayList<>();
    for (String cell : line.split("\t", -1)) {
      cells.add(cell.equals("\\N") ? null : unescape(cell));
    }
    return cells;
  }

  private static String unescape(String cell) {
    if (cell.indexOf('\\') < 0) {
      return cell;
    }
    return cell.replace("\\\\", "\u0000")
        .replace("\\t", "\t")
        .replace("\\n", "\n")
        .replace("\u0000", "\\");
  }
}
