package io.edgesql.protocol.error;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads {@code errors.tsv}. */
final class ErrorCatalogue {
  private static final Map<Integer, Entry> ENTRIES = load();

  private ErrorCatalogue() {}

  record Entry(String name, String sqlState, String format) {}

  /** The line of an error, which must be there and bear its name. */
  static Entry entry(int code, String name) {
    Entry entry = ENTRIES.get(code);
    if (entry == null || !entry.name.equals(name)) {
      throw new IllegalStateException("errors.tsv has no line for " + name);
    }
    return entry;
  }

  private static Map<Integer, Entry> load() {
    InputStream resource = ErrorCatalogue.class.getResourceAsStream("errors.tsv");
    if (resource == null) {
      throw new IllegalStateException("errors.tsv is missing from the class path");
    }
    Map<Integer, Entry> entries = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          String[] cells = line.split("\t", 4);
          entries.put(
              Integer.parseInt(cells[0]),
              new Entry(cells[1], cells[2], cells[3].replace("\\n", "\n")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }
}
