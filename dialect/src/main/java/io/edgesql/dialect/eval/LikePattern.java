package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SortKeys;

/** LIKE: character by character under the collation, in time bounded by text times pattern. */
final class LikePattern {
  private static final int ANY_ONE = -2;
  private static final int ANY_MANY = -3;

  private LikePattern() {}

  /**
   * Whether the text matches.
   *
   * @param escape the escape character, or -1 for none
   */
  static boolean matches(String text, String pattern, int escape, Collation collation) {
    Comparer.requireKnown(collation);
    String[] wanted = new String[pattern.length()];
    int[] kinds = new int[pattern.length()];
    int length = 0;
    for (int i = 0; i < pattern.length(); ) {
      int point = pattern.codePointAt(i);
      i += Character.charCount(point);
      if (point == escape && i < pattern.length()) {
        point = pattern.codePointAt(i);
        i += Character.charCount(point);
        kinds[length] = 0;
      } else {
        kinds[length] = point == '%' ? ANY_MANY : point == '_' ? ANY_ONE : 0;
      }
      wanted[length++] = SortKeys.ofCharacter(point, collation);
    }
    int[] points = text.codePoints().toArray();
    int at = 0;
    int p = 0;
    int star = -1;
    int retry = 0;
    while (at < points.length) {
      if (p < length && kinds[p] == ANY_MANY) {
        star = p++;
        retry = at;
      } else if (p < length
          && (kinds[p] == ANY_ONE
              || (kinds[p] == 0
                  && wanted[p].equals(SortKeys.ofCharacter(points[at], collation))))) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++retry;
      } else {
        return false;
      }
    }
    while (p < length && kinds[p] == ANY_MANY) {
      p++;
    }
    return p == length;
  }
}
