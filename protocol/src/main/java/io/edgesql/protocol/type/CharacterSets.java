package io.edgesql.protocol.type;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** MySQL's character sets in Java's spelling. */
final class CharacterSets {
  private CharacterSets() {}

  /**
   * By MySQL's name. Sets that Java has no counterpart of (hp8, dec8, swe7, armscii8, geostd8,
   * keybcs2) are absent, and so are those that a trimmed JVM left out. {@code binary} maps to
   * ISO-8859-1, which keeps every byte.
   */
  static Map<String, Charset> javaCharsets() {
    Map<String, Charset> charsets = new HashMap<>();
    charsets.put("utf8mb4", StandardCharsets.UTF_8);
    charsets.put("utf8mb3", StandardCharsets.UTF_8);
    charsets.put("ascii", StandardCharsets.US_ASCII);
    charsets.put("binary", StandardCharsets.ISO_8859_1);
    charsets.put("utf16", StandardCharsets.UTF_16BE);
    charsets.put("utf16le", StandardCharsets.UTF_16LE);
    charsets.put("ucs2", StandardCharsets.UTF_16BE);
    Map<String, String> names =
        Map.ofEntries(
            Map.entry("utf32", "UTF-32BE"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("latin2", "ISO-8859-2"),
            Map.entry("latin5", "ISO-8859-9"),
            Map.entry("latin7", "ISO-8859-13"),
            Map.entry("greek", "ISO-8859-7"),
            Map.entry("hebrew", "ISO-8859-8"),
            Map.entry("cp1250", "windows-1250"),
            Map.entry("cp1251", "windows-1251"),
            Map.entry("cp1256", "windows-1256"),
            Map.entry("cp1257", "windows-1257"),
            Map.entry("cp850", "IBM850"),
            Map.entry("cp852", "IBM852"),
            Map.entry("cp866", "IBM866"),
            Map.entry("cp932", "windows-31j"),
            Map.entry("sjis", "Shift_JIS"),
            Map.entry("ujis", "EUC-JP"),
            Map.entry("eucjpms", "EUC-JP"),
            Map.entry("euckr", "EUC-KR"),
            Map.entry("big5", "Big5"),
            Map.entry("gb2312", "GB2312"),
            Map.entry("gbk", "GBK"),
            Map.entry("gb18030", "GB18030"),
            Map.entry("koi8r", "KOI8-R"),
            Map.entry("koi8u", "KOI8-U"),
            Map.entry("macce", "x-MacCentralEurope"),
            Map.entry("macroman", "x-MacRoman"),
            Map.entry("tis620", "TIS-620"));
    names.forEach(
        (mysql, java) -> {
          if (Charset.isSupported(java)) {
            charsets.put(mysql, Charset.forName(java));
          }
        });
    return Map.copyOf(charsets);
  }
}
