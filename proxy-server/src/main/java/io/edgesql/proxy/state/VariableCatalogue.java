package io.edgesql.proxy.state;

import io.edgesql.dialect.plan.Finish;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.state.VariableDefinition.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All system variables by name: MySQL's, read from {@code variables.tsv}, and our own. */
public final class VariableCatalogue {
  private final Map<String, VariableDefinition> definitions = new TreeMap<>();

  /** The same: every statement looks some of them up. */
  private Map<String, VariableDefinition> index = Map.of();

  /** Rows; the settings of the proxy replace it. */
  private static final long DEFAULT_FINISH_ROWS = 100_000;

  private VariableCatalogue() {}

  /** Reads the catalogue from the class path. */
  public static VariableCatalogue load() {
    VariableCatalogue catalogue = new VariableCatalogue();
    for (String[] cells : rows("variables.tsv")) {
      catalogue.add(cells);
    }
    catalogue.put("edgesql_read_mode", Kind.STRING, "");
    catalogue.definitions.put(
        Finish.MAX_ROWS,
        new VariableDefinition(
            Finish.MAX_ROWS,
            true,
            true,
            true,
            Kind.INTEGER,
            BigInteger.ZERO,
            BigInteger.valueOf(Integer.MAX_VALUE - 1),
            new Value.Int(DEFAULT_FINISH_ROWS, false)));
    catalogue.definitions.put(
        SessionVariables.LAST_READ,
        new VariableDefinition(
            SessionVariables.LAST_READ,
            false,
            true,
            false,
            Kind.STRING,
            BigInteger.ZERO,
            BigInteger.ZERO,
            new Value.Text("")));
    catalogue.index = new HashMap<>(catalogue.definitions);
    return catalogue;
  }

  public @Nullable VariableDefinition find(String name) {
    return index.get(name.toLowerCase(Locale.ROOT));
  }

  /** Ordered by name. */
  public Collection<VariableDefinition> all() {
    return Collections.unmodifiableCollection(definitions.values());
  }

  private void put(String name, Kind kind, String text) {
    definitions.put(
        name,
        new VariableDefinition(
            name,
            true,
            true,
            true,
            kind,
            BigInteger.ZERO,
            BigInteger.ZERO,
            VariableDefinition.parse(kind, text)));
  }

  private void add(String[] cells) {
    Kind kind =
        switch (cells[3]) {
          case "bool" -> Kind.BOOLEAN;
          case "int" -> Kind.INTEGER;
          case "real" -> Kind.REAL;
          default -> Kind.STRING;
        };
    Value value =
        cells[6].equals("\\N") ? Value.Null.NULL : VariableDefinition.parse(kind, cells[6]);
    definitions.put(
        cells[0],
        new VariableDefinition(
            cells[0],
            cells[1].contains("G"),
            cells[1].contains("S"),
            cells[2].equals("yes"),
            kind,
            bound(kind, cells[4]),
            bound(kind, cells[5]),
            value));
  }

  private static BigInteger bound(Kind kind, String text) {
    return kind == Kind.INTEGER ? new BigInteger(text) : BigInteger.ZERO;
  }

  /** The lines of a tab-separated resource beside this class, without comments. */
  private static List<String[]> rows(String resource) {
    InputStream stream = VariableCatalogue.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IllegalStateException(resource + " is missing from the class path");
    }
    List<String[]> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          rows.add(line.split("\t", -1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }
}
