package io.edgesql.dialect.eval;

/**
 * Letters without case and accents, for comparing under {@code _ci} and {@code _ai} collations.
 *
 * <p>Differs: MySQL compares by the Unicode collation's weights. Here Latin letters with diacritics
 * (Latin-1, Latin Extended-A and Additional), Greek and Cyrillic lose case and accents; all other
 * characters compare by code point, and punctuation sorts by code point too.
 */
final class Folding {
  /** U+00C0 … U+017F without accents, lower case; '.' where one letter is not enough. */
  private static final String LATIN =
      "aaaaaa.ceeeeiiiidnooooo\u00d7ouuuuy\u00fe.aaaaaa.ceeeeiiiidnooooo\u00f7ouuuuy\u00fey"
          + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllllllllnnnnnnnnn"
          + "oooooo..rrrrrrsssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

  /** U+1E00 … U+1EFF likewise. */
  private static final String LATIN_ADDITIONAL =
      "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooo"
          + "pppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyasssss\u00f0"
          + "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuu"
          + "yyyyyyyyllvvyy";

  private Folding() {}

  /**
   * The folded text: equal texts are equal, and it sorts as they do.
   *
   * @param ignoreAccents for {@code _ai} collations and the older {@code _ci} ones
   */
  static String fold(String text, boolean ignoreAccents) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return foldAll(text, ignoreAccents);
      }
    }
    return lowerAscii(text);
  }

  private static String lowerAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return text.toLowerCase(java.util.Locale.ROOT);
      }
    }
    return text;
  }

  private static String foldAll(String text, boolean ignoreAccents) {
    StringBuilder out = new StringBuilder(text.length() + 4);
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (ignoreAccents) {
        appendBase(out, point);
      } else {
        out.appendCodePoint(Character.toLowerCase(Character.toUpperCase(point)));
      }
    }
    return out.toString();
  }

  private static void appendBase(StringBuilder out, int point) {
    if (point >= 0x300 && point <= 0x36f) {
      return;
    }
    int lower = Character.toLowerCase(Character.toUpperCase(point));
    switch (point) {
      case 0xc6, 0xe6 -> out.append("ae");
      case 0xdf, 0x1e9e -> out.append("ss");
      case 0x132, 0x133 -> out.append("ij");
      case 0x152, 0x153 -> out.append("oe");
      default -> {
        if (point >= 0xc0 && point <= 0x17f && point - 0xc0 < LATIN.length()) {
          out.append(LATIN.charAt(point - 0xc0));
        } else if (point >= 0x1e00
            && point <= 0x1eff
            && point - 0x1e00 < LATIN_ADDITIONAL.length()) {
          out.append(LATIN_ADDITIONAL.charAt(point - 0x1e00));
        } else {
          out.appendCodePoint(base(lower));
        }
      }
    }
  }

  /** Greek and Cyrillic letters with accents to those without; others as they are. */
  private static int base(int lower) {
    return switch (lower) {
      case 0x3ac -> 0x3b1;
      case 0x3ad -> 0x3b5;
      case 0x3ae -> 0x3b7;
      case 0x3af, 0x3ca, 0x390 -> 0x3b9;
      case 0x3cc -> 0x3bf;
      case 0x3cd, 0x3cb, 0x3b0 -> 0x3c5;
      case 0x3ce -> 0x3c9;
      case 0x3c2 -> 0x3c3;
      case 0x450, 0x451 -> 0x435;
      case 0x439, 0x45d -> 0x438;
      case 0x45c -> 0x43a;
      case 0x45e -> 0x443;
      case 0x453 -> 0x433;
      case 0x457 -> 0x456;
      default -> lower;
    };
  }
}
