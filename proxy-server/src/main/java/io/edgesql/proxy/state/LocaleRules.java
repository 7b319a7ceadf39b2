package io.edgesql.proxy.state;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The locales of MySQL 8.0, by name or number, as {@code lc_time_names} and its like take them. */
final class LocaleRules {
  /** In the order of MySQL's numbers, from 0. */
  private static final List<String> NAMES =
      List.of(
          ("en_US en_GB ja_JP sv_SE de_DE fr_FR ar_AE ar_BH ar_JO ar_SA ar_SY be_BY "
                  + "bg_BG ca_ES cs_CZ da_DK de_AT es_ES et_EE eu_ES fi_FI fo_FO gl_ES gu_IN "
                  + "he_IL hi_IN hr_HR hu_HU id_ID is_IS it_CH ko_KR lt_LT lv_LV mk_MK mn_MN "
                  + "ms_MY nb_NO nl_NL pl_PL pt_BR pt_PT ro_RO ru_RU ru_UA sk_SK sl_SI sq_AL "
                  + "sr_RS ta_IN te_IN th_TH tr_TR uk_UA ur_PK vi_VN zh_CN zh_TW ar_DZ ar_EG "
                  + "ar_IN ar_IQ ar_KW ar_LB ar_LY ar_MA ar_OM ar_QA ar_SD ar_TN ar_YE de_BE "
                  + "de_CH de_LU en_AU en_CA en_IN en_NZ en_PH en_ZA en_ZW es_AR es_BO es_CL "
                  + "es_CO es_CR es_DO es_EC es_GT es_HN es_MX es_NI es_PA es_PE es_PR es_PY "
                  + "es_SV es_US es_UY es_VE fr_BE fr_CA fr_CH fr_LU it_IT nl_BE no_NO sv_FI "
                  + "zh_HK el_GR rm_CH")
              .split(" ", -1));

  private LocaleRules() {}

  /**
   * The locale's name.
   *
   * @param mayBeForeign whether others than English ones are taken: days and months have English
   *     names alone here
   */
  static Value check(String variable, Value given, boolean mayBeForeign) {
    if (given.isNull()) {
      throw Failures.of(MySqlError.ER_WRONG_VALUE_FOR_VAR, variable, "NULL");
    }
    boolean isText = given instanceof Value.Text || given instanceof Value.Bytes;
    if (!isText && !(given instanceof Value.Int)) {
      throw Failures.of(MySqlError.ER_WRONG_TYPE_FOR_VAR, variable);
    }
    String text = VariableDefinition.textOf(given);
    String name = given instanceof Value.Int number ? ofNumber(number.bits()) : ofName(text);
    if (name == null) {
      throw new SqlException(1649, "HY000", "Unknown locale: '" + text + "'");
    }
    if (!mayBeForeign && !name.startsWith("en_")) {
      throw Failures.of(MySqlError.ER_WRONG_VALUE_FOR_VAR, variable, text);
    }
    return new Value.Text(name);
  }

  private static @Nullable String ofNumber(long number) {
    return number >= 0 && number < NAMES.size() ? NAMES.get((int) number) : null;
  }

  private static @Nullable String ofName(String given) {
    for (String name : NAMES) {
      if (name.equalsIgnoreCase(given)) {
        return name;
      }
    }
    return null;
  }
}
