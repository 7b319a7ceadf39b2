package io.edgesql.dialect.types;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All collations of MySQL 8.0, as information_schema.COLLATIONS lists them. */
public final class Collations {
  /**
   * A line for each character set: name, bytes per character, then its collations, the default
   * first. A collation is its name behind the character set's ("" for {@code binary}), its id, and
   * '!' if it does not pad.
   */
  private static final String TABLE =
      """
      big5 2 chinese_ci=1 bin=84
      latin2 1 general_ci=9 czech_cs=2 hungarian_ci=21 croatian_ci=27 bin=77
      dec8 1 swedish_ci=3 bin=69
      cp850 1 general_ci=4 bin=80
      latin1 1 swedish_ci=8 german1_ci=5 danish_ci=15 german2_ci=31 bin=47 general_ci=48 \
        general_cs=49 spanish_ci=94
      hp8 1 english_ci=6 bin=72
      koi8r 1 general_ci=7 bin=74
      swe7 1 swedish_ci=10 bin=82
      ascii 1 general_ci=11 bin=65
      ujis 3 japanese_ci=12 bin=91
      sjis 2 japanese_ci=13 bin=88
      cp1251 1 general_ci=51 bulgarian_ci=14 ukrainian_ci=23 bin=50 general_cs=52
      hebrew 1 general_ci=16 bin=71
      tis620 1 thai_ci=18 bin=89
      euckr 2 korean_ci=19 bin=85
      latin7 1 general_ci=41 estonian_cs=20 general_cs=42 bin=79
      koi8u 1 general_ci=22 bin=75
      gb2312 2 chinese_ci=24 bin=86
      greek 1 general_ci=25 bin=70
      cp1250 1 general_ci=26 czech_cs=34 croatian_ci=44 bin=66 polish_ci=99
      gbk 2 chinese_ci=28 bin=87
      cp1257 1 general_ci=59 lithuanian_ci=29 bin=58
      latin5 1 turkish_ci=30 bin=78
      armscii8 1 general_ci=32 bin=64
      utf8mb3 3 general_ci=33 tolower_ci=76 bin=83 unicode_ci=192 icelandic_ci=193 \
        latvian_ci=194 romanian_ci=195 slovenian_ci=196 polish_ci=197 estonian_ci=198 \
        spanish_ci=199 swedish_ci=200 turkish_ci=201 czech_ci=202 danish_ci=203 \
        lithuanian_ci=204 slovak_ci=205 spanish2_ci=206 roman_ci=207 persian_ci=208 \
        esperanto_ci=209 hungarian_ci=210 sinhala_ci=211 german2_ci=212 croatian_ci=213 \
        unicode_520_ci=214 vietnamese_ci=215 general_mysql500_ci=223
      ucs2 2 general_ci=35 bin=90 unicode_ci=128 icelandic_ci=129 latvian_ci=130 \
        romanian_ci=131 slovenian_ci=132 polish_ci=133 estonian_ci=134 spanish_ci=135 \
        swedish_ci=136 turkish_ci=137 czech_ci=138 danish_ci=139 lithuanian_ci=140 slovak_ci=141 \
        spanish2_ci=142 roman_ci=143 persian_ci=144 esperanto_ci=145 hungarian_ci=146 \
        sinhala_ci=147 german2_ci=148 croatian_ci=149 unicode_520_ci=150 vietnamese_ci=151 \
        general_mysql500_ci=159
      cp866 1 general_ci=36 bin=68
      keybcs2 1 general_ci=37 bin=73
      macce 1 general_ci=38 bin=43
      macroman 1 general_ci=39 bin=53
      cp852 1 general_ci=40 bin=81
      utf8mb4 4 0900_ai_ci=255! general_ci=45 bin=46 unicode_ci=224 icelandic_ci=225 \
        latvian_ci=226 romanian_ci=227 slovenian_ci=228 polish_ci=229 estonian_ci=230 \
        spanish_ci=231 swedish_ci=232 turkish_ci=233 czech_ci=234 danish_ci=235 \
        lithuanian_ci=236 slovak_ci=237 spanish2_ci=238 roman_ci=239 persian_ci=240 \
        esperanto_ci=241 hungarian_ci=242 sinhala_ci=243 german2_ci=244 croatian_ci=245 \
        unicode_520_ci=246 vietnamese_ci=247 de_pb_0900_ai_ci=256! is_0900_ai_ci=257! \
        lv_0900_ai_ci=258! ro_0900_ai_ci=259! sl_0900_ai_ci=260! pl_0900_ai_ci=261! \
        et_0900_ai_ci=262! es_0900_ai_ci=263! sv_0900_ai_ci=264! tr_0900_ai_ci=265! \
        cs_0900_ai_ci=266! da_0900_ai_ci=267! lt_0900_ai_ci=268! sk_0900_ai_ci=269! \
        es_trad_0900_ai_ci=270! la_0900_ai_ci=271! eo_0900_ai_ci=273! hu_0900_ai_ci=274! \
        hr_0900_ai_ci=275! vi_0900_ai_ci=277! 0900_as_cs=278! de_pb_0900_as_cs=279! \
        is_0900_as_cs=280! lv_0900_as_cs=281! ro_0900_as_cs=282! sl_0900_as_cs=283! \
        pl_0900_as_cs=284! et_0900_as_cs=285! es_0900_as_cs=286! sv_0900_as_cs=287! \
        tr_0900_as_cs=288! cs_0900_as_cs=289! da_0900_as_cs=290! lt_0900_as_cs=291! \
        sk_0900_as_cs=292! es_trad_0900_as_cs=293! la_0900_as_cs=294! eo_0900_as_cs=296! \
        hu_0900_as_cs=297! hr_0900_as_cs=298! vi_0900_as_cs=300! ja_0900_as_cs=303! \
        ja_0900_as_cs_ks=304! 0900_as_ci=305! ru_0900_ai_ci=306! ru_0900_as_cs=307! \
        zh_0900_as_cs=308! 0900_bin=309! nb_0900_ai_ci=310! nb_0900_as_cs=311! \
        nn_0900_ai_ci=312! nn_0900_as_cs=313! sr_latn_0900_ai_ci=314! sr_latn_0900_as_cs=315! \
        bs_0900_ai_ci=316! bs_0900_as_cs=317! bg_0900_ai_ci=318! bg_0900_as_cs=319! \
        gl_0900_ai_ci=320! gl_0900_as_cs=321! mn_cyrl_0900_ai_ci=322! mn_cyrl_0900_as_cs=323!
      utf16 4 general_ci=54 bin=55 unicode_ci=101 icelandic_ci=102 latvian_ci=103 \
        romanian_ci=104 slovenian_ci=105 polish_ci=106 estonian_ci=107 spanish_ci=108 \
        swedish_ci=109 turkish_ci=110 czech_ci=111 danish_ci=112 lithuanian_ci=113 slovak_ci=114 \
        spanish2_ci=115 roman_ci=116 persian_ci=117 esperanto_ci=118 hungarian_ci=119 \
        sinhala_ci=120 german2_ci=121 croatian_ci=122 unicode_520_ci=123 vietnamese_ci=124
      utf16le 4 general_ci=56 bin=62
      cp1256 1 general_ci=57 bin=67
      utf32 4 general_ci=60 bin=61 unicode_ci=160 icelandic_ci=161 latvian_ci=162 \
        romanian_ci=163 slovenian_ci=164 polish_ci=165 estonian_ci=166 spanish_ci=167 \
        swedish_ci=168 turkish_ci=169 czech_ci=170 danish_ci=171 lithuanian_ci=172 slovak_ci=173 \
        spanish2_ci=174 roman_ci=175 persian_ci=176 esperanto_ci=177 hungarian_ci=178 \
        sinhala_ci=179 german2_ci=180 croatian_ci=181 unicode_520_ci=182 vietnamese_ci=183
      binary 1 =63!
      geostd8 1 general_ci=92 bin=93
      cp932 2 japanese_ci=95 bin=96
      eucjpms 3 japanese_ci=97 bin=98
      gb18030 4 chinese_ci=248 bin=249 unicode_520_ci=250
      """;

  private static final Map<String, Collation> BY_NAME = new LinkedHashMap<>();
  private static final Map<Integer, Collation> BY_ID = new LinkedHashMap<>();
  private static final Map<String, Collation> DEFAULTS = new LinkedHashMap<>();

  static {
    for (String line : TABLE.split("\n", -1)) {
      List<String> words = List.of(line.strip().split("\\s+", -1));
      if (words.size() > 2) {
        read(words.get(0), Integer.parseInt(words.get(1)), words.subList(2, words.size()));
      }
    }
  }

  private Collations() {}

  private static void read(String charset, int maxBytes, List<String> entries) {
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      boolean noPad = entry.endsWith("!");
      String suffix = entry.substring(0, equals);
      int id = Integer.parseInt(entry.substring(equals + 1, entry.length() - (noPad ? 1 : 0)));
      String name = suffix.isEmpty() ? charset : charset + "_" + suffix;
      Collation collation = new Collation(name, id, charset, maxBytes, !noPad);
      BY_NAME.put(name, collation);
      BY_ID.put(id, collation);
      DEFAULTS.putIfAbsent(charset, collation);
    }
  }

  /** By name, ASCII case ignored; {@code utf8_*} is utf8mb3. Null if there is none. */
  public static @Nullable Collation byName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return BY_NAME.get(lower.startsWith("utf8_") ? "utf8mb3" + lower.substring(4) : lower);
  }

  public static @Nullable Collation byId(int id) {
    return BY_ID.get(id);
  }

  /** The default collation of a character set, ASCII case ignored; null if there is none. */
  public static @Nullable Collation defaultOf(String charset) {
    return DEFAULTS.get(charsetName(charset));
  }

  /** The {@code _bin} collation of a character set; null if there is no such set. */
  public static @Nullable Collation binaryOf(String charset) {
    String name = charsetName(charset);
    return name.equals("binary") ? Collation.BINARY : BY_NAME.get(name + "_bin");
  }

  /** The one spelling of a character set's name. */
  public static String charsetName(String charset) {
    String lower = charset.toLowerCase(Locale.ROOT);
    return lower.equals("utf8") ? "utf8mb3" : lower;
  }

  /** All collations, ordered by character set. */
  public static Collection<Collation> all() {
    return Collections.unmodifiableCollection(BY_NAME.values());
  }
}
