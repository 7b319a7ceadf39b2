package io.edgesql.proxy.execute.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.SqlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts are those of MySQL 8.0.31. */
class EventIntervalTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1:90 | HOUR_MINUTE | 2:30 | 0 | 9000",
        "1 2:3:4 | DAY_SECOND | 1 2:3:4 | 0 | 93784",
        "14 | YEAR_MONTH | 1-2 | 14 | 0",
        "1-2 | YEAR_MONTH | 1-2 | 14 | 0",
        "3:4 | DAY_SECOND | 0 0:3:4 | 0 | 184",
        "1 2 | DAY_HOUR | 1 2 | 0 | 93600",
      })
  void numbersOfATextFillTheUnitFromItsEnd(
      String text, String unit, String shown, long months, long seconds) {
    assertThat(EventInterval.of(text, unit))
        .isEqualTo(new EventInterval("'" + shown + "'", months, seconds));
  }

  @ParameterizedTest
  @CsvSource({"2, YEAR, 24, 0", "1, QUARTER, 3, 0", "3, WEEK, 0, 1814400", "5, SECOND, 0, 5"})
  void oneNumberIsShownAsItIs(long amount, String unit, long months, long seconds) {
    assertThat(EventInterval.of(amount, unit))
        .isEqualTo(new EventInterval(Long.toString(amount), months, seconds));
  }

  @Test
  void whatIsNotPositiveIsRefused() {
    assertThatThrownBy(() -> EventInterval.of(0, "DAY")).isInstanceOf(SqlException.class);
    assertThatThrownBy(() -> EventInterval.of("0:0", "HOUR_MINUTE"))
        .isInstanceOf(SqlException.class);
    assertThatThrownBy(() -> EventInterval.of(2_000_000_000, "DAY"))
        .isInstanceOf(SqlException.class);
  }
}
