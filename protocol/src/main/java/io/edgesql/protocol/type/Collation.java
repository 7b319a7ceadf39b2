package io.edgesql.protocol.type;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A collation of MySQL 8.0.31, which also names its character set.
 *
 * @param id the number on the wire, 1 to 65535
 * @param isDefault whether it is the default of its character set
 * @param maxBytesPerCharacter 1 to 4; column definitions multiply lengths with it
 */
public record Collation(
    int id,
    String name,
    String characterSet,
    boolean isDefault,
    int maxBytesPerCharacter,
    PadAttribute padAttribute) {
  private static final Map<Integer, Collation> BY_ID = new LinkedHashMap<>();
  private static final Map<String, Collation> BY_NAME = new LinkedHashMap<>();
  private static final Map<String, Collation> DEFAULT_OF = new LinkedHashMap<>();
  private static final Map<String, Charset> JAVA_CHARSETS = CharacterSets.javaCharsets();

  static {
    load();
  }

  /** MySQL 8's default, and what an unknown or zero id is taken for. */
  public static final Collation UTF8MB4_0900_AI_CI = known("utf8mb4_0900_ai_ci");

  public static final Collation UTF8MB4_GENERAL_CI = known("utf8mb4_general_ci");
  public static final Collation UTF8MB4_BIN = known("utf8mb4_bin");
  public static final Collation UTF8MB3_GENERAL_CI = known("utf8mb3_general_ci");

  /** Of numbers, dates and everything that has no characters. */
  public static final Collation BINARY = known("binary");

  public static Optional<Collation> ofId(int id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  /**
   * What a client meant with the id in its handshake: 0 means the server's default, and an id this
   * server does not know must not drop the session.
   */
  public static Collation ofIdOrDefault(int id) {
    return BY_ID.getOrDefault(id, UTF8MB4_0900_AI_CI);
  }

  /** By name, case-insensitively; the old spelling {@code utf8_…} means {@code utf8mb3_…}. */
  public static Optional<Collation> ofName(String name) {
    return Optional.ofNullable(BY_NAME.get(currentSpelling(name)));
  }

  /** The default collation of a character set, case-insensitively; {@code utf8} is utf8mb3. */
  public static Optional<Collation> defaultOf(String characterSet) {
    return Optional.ofNullable(DEFAULT_OF.get(currentSpelling(characterSet)));
  }

  /** Every collation by ascending id. */
  public static Collection<Collation> all() {
    return Collections.unmodifiableCollection(BY_ID.values());
  }

  /** How Java spells the character set, if this JVM has it. */
  public Optional<Charset> javaCharset() {
    return Optional.ofNullable(JAVA_CHARSETS.get(characterSet));
  }

  private static String currentSpelling(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("utf8")) {
      return "utf8mb3";
    }
    return lower.startsWith("utf8_") ? "utf8mb3_" + lower.substring("utf8_".length()) : lower;
  }

  private static Collation known(String name) {
    return ofName(name).orElseThrow();
  }

  private static void load() {
    InputStream resource = Collation.class.getResourceAsStream("collations.tsv");
    if (resource == null) {
      throw new IllegalStateException("collations.tsv is missing from the class path");
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.startsWith("#")).forEach(Collation::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(String line) {
    String[] cells = line.split("\t", -1);
    Collation collation =
        new Collation(
            Integer.parseInt(cells[0]),
            cells[1],
            cells[2],
            cells[3].equals("yes"),
            Integer.parseInt(cells[4]),
            cells[5].equals("NO PAD") ? PadAttribute.NO_PAD : PadAttribute.PAD_SPACE);
    BY_ID.put(collation.id, collation);
    BY_NAME.put(collation.name, collation);
    if (collation.isDefault) {
      DEFAULT_OF.put(collation.characterSet, collation);
    }
  }
}
