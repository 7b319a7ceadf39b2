package io.edgesql.proxy.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.types.Value;
import org.junit.jupiter.api.Test;

class VariableRulesTest {
  private final VariableCatalogue catalogue = VariableCatalogue.load();
  private final Diagnostics diagnostics = new Diagnostics();

  private Value check(String name, Value given) {
    VariableDefinition definition = catalogue.find(name);
    if (definition == null) {
      throw new AssertionError("no variable " + name);
    }
    return VariableRules.check(definition, given, diagnostics, 64);
  }

  private static Value number(long bits) {
    return new Value.Int(bits, false);
  }

  private static Value text(String text) {
    return new Value.Text(text);
  }

  @Test
  void knowsEveryVariableOfMySql() {
    assertThat(catalogue.all()).hasSizeGreaterThan(600);
    assertThat(catalogue.find("MAX_ALLOWED_PACKET")).isNotNull();
    assertThat(catalogue.find("no_such_thing")).isNull();
  }

  @Test
  void localesHaveMySqlsNamesAndNumbers() {
    assertThat(check("lc_time_names", text("en_gb"))).isEqualTo(text("en_GB"));
    assertThat(check("lc_time_names", number(0))).isEqualTo(text("en_US"));
    assertThat(check("lc_messages", number(4))).isEqualTo(text("de_DE"));
    assertThatThrownBy(() -> check("lc_time_names", number(4))).hasMessageContaining("'4'");
    assertThatThrownBy(() -> check("lc_messages", text("xx")))
        .hasMessageContaining("Unknown locale");
  }

  @Test
  void strictModesWantTheOnesOfDatesAndDivision() {
    check("sql_mode", text("TRADITIONAL"));
    check("sql_mode", text("NO_ENGINE_SUBSTITUTION"));
    assertThat(diagnostics.list()).isEmpty();
    check("sql_mode", text("STRICT_TRANS_TABLES,NO_ZERO_DATE"));
    check("sql_mode", text("NO_ZERO_DATE"));
    check("sql_mode", text("PAD_CHAR_TO_FULL_LENGTH"));
    assertThat(diagnostics.list())
        .extracting(Diagnostics.Condition::code)
        .containsExactly(3135, 3135, 3090);
  }

  @Test
  void switchesTakeWordsAndBits() {
    assertThat(check("autocommit", text("off"))).isEqualTo(number(0));
    assertThat(check("autocommit", number(1))).isEqualTo(number(1));
    assertThatThrownBy(() -> check("autocommit", number(2)))
        .hasMessage("Variable 'autocommit' can't be set to the value of '2'");
    assertThatThrownBy(() -> check("autocommit", text("maybe")))
        .hasMessage("Variable 'autocommit' can't be set to the value of 'maybe'");
  }

  @Test
  void numbersOutOfBoundsAreBroughtInWithAWarning() {
    assertThat(check("sort_buffer_size", number(1))).isEqualTo(new Value.Int(32_768, true));
    assertThat(diagnostics.list())
        .containsExactly(
            new Diagnostics.Condition(
                "Warning", 1292, "Truncated incorrect sort_buffer_size value: '1'"));
  }

  @Test
  void numbersDoNotTakeText() {
    assertThatThrownBy(() -> check("wait_timeout", text("ten")))
        .hasMessage("Incorrect argument type to variable 'wait_timeout'");
  }

  @Test
  void readOnlyVariablesCannotBeSet() {
    assertThatThrownBy(() -> check("version", text("9")))
        .hasMessage("Variable 'version' is a read only variable");
  }

  @Test
  void sqlModeIsBroughtIntoMySqlsOrder() {
    assertThat(check("sql_mode", text("no_zero_date,ansi_quotes")))
        .isEqualTo(text("ANSI_QUOTES,NO_ZERO_DATE"));
    assertThat(check("sql_mode", text("ANSI")))
        .isEqualTo(
            text("REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ONLY_FULL_GROUP_BY,ANSI"));
    assertThat(check("sql_mode", number(4))).isEqualTo(text("ANSI_QUOTES"));
    assertThatThrownBy(() -> check("sql_mode", text("STRICT_TRANS_TABLES,bogus")))
        .hasMessage("Variable 'sql_mode' can't be set to the value of 'bogus'");
  }

  @Test
  void timeZonesAreOffsetsOrNames() {
    assertThat(check("time_zone", text("+05:30"))).isEqualTo(text("+05:30"));
    assertThat(check("time_zone", text("system"))).isEqualTo(text("SYSTEM"));
    assertThat(TimeZones.find("+14:00")).isNotNull();
    assertThat(TimeZones.find("-14:00")).isNull();
    assertThat(TimeZones.find("+14:01")).isNull();
    assertThat(TimeZones.find("europe/berlin")).isNotNull();
    assertThatThrownBy(() -> check("time_zone", text("Mars/Base")))
        .hasMessage("Unknown or incorrect time zone: 'Mars/Base'");
  }

  @Test
  void charactersSetsMustBeKnown() {
    assertThat(check("character_set_results", Value.Null.NULL)).isEqualTo(Value.Null.NULL);
    assertThat(check("character_set_client", text("UTF8"))).isEqualTo(text("utf8mb3"));
    assertThatThrownBy(() -> check("character_set_client", text("klingon")))
        .hasMessage("Unknown character set: 'klingon'");
    assertThatThrownBy(() -> check("collation_connection", text("klingon_ci")))
        .hasMessage("Unknown collation: 'klingon_ci'");
  }

  @Test
  void isolationLevelsAreWords() {
    assertThat(check("transaction_isolation", text("read committed")))
        .isEqualTo(text("READ-COMMITTED"));
    assertThat(check("transaction_isolation", number(3))).isEqualTo(text("SERIALIZABLE"));
  }
}
