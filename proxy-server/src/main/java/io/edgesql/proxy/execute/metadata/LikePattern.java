package io.edgesql.proxy.execute.metadata;

import java.util.Locale;

/** LIKE without regard to case, for names in SHOW. */
final class LikePattern {
  private LikePattern() {}

  /** Whether a text matches: % any run, _ one character, \ makes the next one plain. */
  static boolean matches(String pattern, String text) {
    return matches(pattern.toLowerCase(Locale.ROOT), 0, text.toLowerCase(Locale.ROOT), 0);
  }

  /** Linear but for the number of %: only the last one has to be tried again. */
  private static boolean matches(String pattern, int patternStart, String text, int textStart) {
    int p = patternStart;
    int t = textStart;
    int retryPattern = -1;
    int retryText = -1;
    while (t < text.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && wanted == '%') {
        retryPattern = ++p;
        retryText = t;
        continue;
      }
      boolean isEscaped = wanted == '\\' && p + 1 < pattern.length();
      char plain = isEscaped ? pattern.charAt(p + 1) : wanted;
      boolean isMatch =
          p < pattern.length() && (plain == text.charAt(t) || (!isEscaped && wanted == '_'));
      if (isMatch) {
        p += isEscaped ? 2 : 1;
        t++;
      } else if (retryPattern >= 0) {
        p = retryPattern;
        t = ++retryText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '%') {
      p++;
    }
    return p == pattern.length();
  }
}
