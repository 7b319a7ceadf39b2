package io.edgesql.dialect.types;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sort keys: texts are equal under a collation exactly if their keys are, and sort as the keys'
 * UTF-8 bytes do.
 *
 * <p>The weights are MySQL's own (see the resource's head). A key is text: blanks, digits and ASCII
 * letters stand for themselves in lower case, so most keys look like what they were made from. The
 * levels of the accent- and case-sensitive collations follow one another, after a U+0002 each.
 */
public final class SortKeys {
  /** Between the levels of a key; below every character that a key holds. */
  public static final char LEVEL = '\u0002';

  private static final Map<String, String> LANGUAGE_NEUTRAL =
      Map.of(
          "general_ci", "general",
          "tolower_ci", "tolower",
          "unicode_ci", "uca400",
          "unicode_520_ci", "uca520");

  private static final String RESOURCE = "weights.txt";

  /** Ends the names of the sets for matching patterns. */
  private static final String MATCHING = ".like";

  private SortKeys() {}

  /**
   * The levels that a collation compares, the first one first: empty where texts compare as they
   * are ({@code binary}, {@code _bin}), null for a collation whose weights are not known here.
   */
  public static @Nullable List<String> levels(Collation collation) {
    String name = collation.name();
    String charset = collation.charset();
    if (collation.isBinary() || collation.isBin()) {
      return List.of();
    }
    String suffix = name.substring(charset.length() + 1);
    return switch (charset) {
      case "utf8mb4", "utf8mb3", "ucs2", "utf16", "utf16le", "utf32" -> unicode(suffix);
      case "ascii" -> List.of("general");
      case "latin1" -> List.of("latin1." + suffix);
      default -> null;
    };
  }

  private static @Nullable List<String> unicode(String suffix) {
    return switch (suffix) {
      case "0900_ai_ci" -> List.of("uca900.1");
      case "0900_as_ci" -> List.of("uca900.1", "uca900.2");
      case "0900_as_cs" -> List.of("uca900.1", "uca900.2", "uca900.3");
      default -> {
        String set = LANGUAGE_NEUTRAL.get(suffix);
        yield set == null ? null : List.of(set);
      }
    };
  }

  /** Whether texts can be compared under the collation. */
  public static boolean isKnown(Collation collation) {
    return levels(collation) != null;
  }

  /** Whether a text's key may be another than the text; false too for an unknown collation. */
  public static boolean differFromText(Collation collation) {
    List<String> levels = levels(collation);
    return levels != null && (!levels.isEmpty() || (collation.padSpace() && !collation.isBinary()));
  }

  /** Whether blanks, digits and ASCII letters have their lower case as key. */
  public static boolean foldsPlainText(Collation collation) {
    List<String> levels = levels(collation);
    return levels != null && levels.size() == 1 && !levels.get(0).endsWith("_cs");
  }

  /**
   * The key of a text; under a PAD SPACE collation what weighs as a blank does not count at its
   * end.
   */
  public static String of(String text, Collation collation) {
    String key = unpadded(text, collation);
    return collation.padSpace() ? trimEnd(key) : key;
  }

  private static String unpadded(String text, Collation collation) {
    List<String> levels = known(collation);
    if (levels.isEmpty()) {
      return text;
    }
    if (foldsPlainText(collation)) {
      String plain = plain(text);
      if (plain != null) {
        return plain;
      }
    }
    StringBuilder key = new StringBuilder(text.length() + 8);
    for (int i = 0; i < levels.size(); i++) {
      if (i > 0) {
        key.append(LEVEL);
      }
      append(key, text, set(levels.get(i)));
    }
    return key.toString();
  }

  /** Equal for two characters exactly if LIKE holds them equal. */
  public static String ofCharacter(int point, Collation collation) {
    List<String> levels = known(collation);
    if (levels.isEmpty()) {
      return Character.toString(point);
    }
    StringBuilder key = new StringBuilder(4);
    for (String level : levels) {
      set(level).append(key, point);
      key.append(LEVEL);
    }
    return key.toString();
  }

  /**
   * The set that gives for each character the one that stands for all which LIKE holds equal to it;
   * null where only the character itself is.
   */
  public static @Nullable String matchingSet(Collation collation) {
    List<String> levels = levels(collation);
    return levels == null || levels.isEmpty() ? null : levels.get(levels.size() - 1) + MATCHING;
  }

  /** The character that stands for all which LIKE holds equal to {@code point}. */
  public static String matching(int point, Collation collation) {
    String name = matchingSet(collation);
    if (name == null) {
      return Character.toString(point);
    }
    StringBuilder out = new StringBuilder(2);
    set(name).append(out, point);
    return out.toString();
  }

  private static List<String> known(Collation collation) {
    List<String> levels = levels(collation);
    if (levels == null) {
      throw new IllegalArgumentException("no weights for " + collation.name());
    }
    return levels;
  }

  private static void append(StringBuilder key, String text, WeightSet set) {
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      set.append(key, point);
    }
  }

  /** The key of a plain text; null for any other. */
  private static @Nullable String plain(String text) {
    boolean hasCapitals = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        hasCapitals = true;
      } else if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != ' ') {
        return null;
      }
    }
    return hasCapitals ? lower(text) : text;
  }

  private static String lower(String text) {
    char[] out = text.toCharArray();
    for (int i = 0; i < out.length; i++) {
      if (out[i] >= 'A' && out[i] <= 'Z') {
        out[i] = (char) (out[i] + ('a' - 'A'));
      }
    }
    return new String(out);
  }

  private static String trimEnd(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return end == text.length() ? text : text.substring(0, end);
  }

  private static WeightSet set(String name) {
    Lines lines = Loaded.SETS.get(name);
    if (lines == null) {
      throw new IllegalStateException("no weights " + name);
    }
    return lines.set();
  }

  /** A set that is read when it is first wanted; two threads may both do it. */
  private static final class Lines {
    private final String text;
    private volatile @Nullable WeightSet set;

    Lines(String text) {
      this.text = text;
    }

    WeightSet set() {
      WeightSet known = set;
      if (known == null) {
        known = WeightSet.parse(text);
        set = known;
      }
      return known;
    }
  }

  /** The sets of the resource, read when the first text that is not plain wants its key. */
  private static final class Loaded {
    static final Map<String, Lines> SETS = read(resource());

    private static Map<String, Lines> read(String text) {
      Map<String, Lines> sets = new HashMap<>();
      for (int head = text.indexOf("\n@"); head >= 0; ) {
        int lines = text.indexOf('\n', head + 1) + 1;
        int next = text.indexOf("\n@", lines);
        String name = text.substring(head + 2, lines - 1);
        sets.put(name, new Lines(text.substring(lines, next < 0 ? text.length() : next + 1)));
        head = next;
      }
      return Map.copyOf(sets);
    }
  }

  private static String resource() {
    try (InputStream in = SortKeys.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
