package io.edgesql.dialect.types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sort keys of single characters under one level of a collation.
 *
 * <p>A run of code points shares a prefix; the character {@code base + ((point - first) >> shift) *
 * step} follows it unless {@code base} is 0. A code point in no run has no weight.
 */
final class WeightSet {
  private final int[] firsts;
  private final int[] counts;
  private final int[] shifts;
  private final int[] steps;
  private final int[] bases;
  private final String[] prefixes;

  private WeightSet(List<int[]> numbers, List<String> prefixes) {
    int size = numbers.size();
    firsts = new int[size];
    counts = new int[size];
    shifts = new int[size];
    steps = new int[size];
    bases = new int[size];
    for (int i = 0; i < size; i++) {
      int[] run = numbers.get(i);
      firsts[i] = run[0];
      counts[i] = run[1];
      shifts[i] = run[2];
      steps[i] = run[3];
      bases[i] = run[4];
    }
    this.prefixes = prefixes.toArray(new String[0]);
  }

  /** Reads the lines of one set, as the resource's head describes them. */
  static WeightSet parse(String text) {
    List<int[]> numbers = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int[] run = new int[5];
      int field = 0;
      char c = text.charAt(at);
      while (field < run.length) {
        if (c == ' ' || c == '\n') {
          field++;
        } else {
          run[field] = run[field] << 4 | Character.digit(c, 16);
        }
        if (c == '\n') {
          break;
        }
        c = text.charAt(++at);
      }
      int end = text.indexOf('\n', at);
      numbers.add(run);
      prefixes.add(unescaped(text, at, end));
      at = end + 1;
    }
    return new WeightSet(numbers, prefixes);
  }

  private static String unescaped(String text, int from, int to) {
    StringBuilder out = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Appends the key of a character; nothing if it has no weight. */
  void append(StringBuilder out, int point) {
    int found = Arrays.binarySearch(firsts, point);
    int i = found >= 0 ? found : -found - 2;
    if (i < 0 || point - firsts[i] >= counts[i]) {
      return;
    }
    out.append(prefixes[i]);
    if (bases[i] != 0) {
      out.appendCodePoint(bases[i] + ((point - firsts[i]) >> shifts[i]) * steps[i]);
    }
  }
}
