package io.edgesql.dialect.eval;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How FORMAT() groups digits in a locale, as MySQL 8.0.31 does for each that it knows.
 *
 * @param point before the decimals
 * @param separator between groups; empty: no groups
 * @param indian groups of two above the first thousand
 */
record NumberLocale(String point, String separator, boolean indian) {
  static final NumberLocale DEFAULT = new NumberLocale(".", ",", false);

  private static final Map<String, NumberLocale> BY_NAME = all();

  /** The locale, its name in any case; null if MySQL does not know it. */
  static @Nullable NumberLocale find(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  /** Whole digits with separators. */
  String group(String digits) {
    if (separator.isEmpty()) {
      return digits;
    }
    StringBuilder out = new StringBuilder(digits.length() + digits.length() / 2);
    for (int i = 0; i < digits.length(); i++) {
      int left = digits.length() - i;
      boolean boundary = (indian && left > 3) ? (left - 3) % 2 == 0 : left % 3 == 0;
      out.append(i > 0 && boundary ? separator : "").append(digits.charAt(i));
    }
    return out.toString();
  }

  private static Map<String, NumberLocale> all() {
    Map<String, NumberLocale> map = new HashMap<>();
    add(
        map,
        DEFAULT,
        "en_us en_gb ja_jp ar_ae ar_bh ar_jo ar_sy gu_in he_il hi_in ko_kr ms_my th_th ur_pk zh_cn"
            + " zh_tw ar_dz ar_eg ar_in ar_iq ar_kw ar_lb ar_ly ar_ma ar_om ar_qa ar_sd ar_tn ar_ye"
            + " en_au en_ca en_nz en_ph en_za en_zw es_do es_gt es_hn es_mx es_ni es_pa es_pe es_pr"
            + " es_sv es_us zh_hk");
    add(
        map,
        new NumberLocale(",", " ", false),
        "sv_se cs_cz et_ee fi_fi lv_lv mk_mk ru_ru sk_sk es_cr sv_fi");
    add(
        map,
        new NumberLocale(",", ".", false),
        "de_de be_by da_dk nb_no es_es fo_fo hu_hu id_id is_is lt_lt mn_mn ro_ro ru_ua sq_al tr_tr"
            + " uk_ua vi_vn de_be de_lu es_ar es_bo es_cl es_co es_ec es_py es_uy es_ve no_no");
    add(
        map,
        new NumberLocale(",", "", false),
        "fr_fr ca_es de_at eu_es gl_es hr_hr nl_nl pl_pl pt_br pt_pt sl_si fr_be fr_ca fr_ch fr_lu"
            + " it_it nl_be el_gr");
    add(map, new NumberLocale(".", "", false), "ar_sa sr_rs");
    add(map, new NumberLocale(",", "\0", false), "bg_bg");
    add(map, new NumberLocale(",", "'", false), "it_ch rm_ch");
    add(map, new NumberLocale(".", ",", true), "ta_in te_in en_in");
    add(map, new NumberLocale(".", "'", false), "de_ch");
    return Map.copyOf(map);
  }

  private static void add(Map<String, NumberLocale> map, NumberLocale locale, String names) {
    int from = 0;
    while (from < names.length()) {
      int space = names.indexOf(' ', from);
      int to = space < 0 ? names.length() : space;
      map.put(names.substring(from, to), locale);
      from = to + 1;
    }
  }
}
