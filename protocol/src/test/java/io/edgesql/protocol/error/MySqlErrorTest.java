package io.edgesql.protocol.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MySqlErrorTest {
  @ParameterizedTest
  @EnumSource
  void isFoundByItsCodeAndComplete(MySqlError error) {
    assertThat(MySqlError.ofCode(error.code())).contains(error);
    assertThat(error.sqlState()).hasSize(5);
    assertThat(error.format()).isNotEmpty();
  }

  @Test
  void fillsInMessages() {
    assertThat(MySqlError.ER_DUP_ENTRY.message("1", "t.PRIMARY"))
        .isEqualTo("Duplicate entry '1' for key 't.PRIMARY'");
    assertThat(MySqlError.ER_WRONG_VALUE_COUNT_ON_ROW.message(3L))
        .isEqualTo("Column count doesn't match value count at row 3");
    assertThat(MySqlError.ER_QUERY_INTERRUPTED.message())
        .isEqualTo("Query execution was interrupted");
    assertThat(MySqlError.ER_TRUNCATED_WRONG_VALUE.message("INTEGER", "5x"))
        .isEqualTo("Truncated incorrect INTEGER value: '5x'");
  }

  @Test
  void cutsArgumentsAtTheirWidthInBytesOfUtf8() {
    String text = MySqlError.ER_DUP_ENTRY.message("\u00e9".repeat(40), "k");
    assertThat(text).isEqualTo("Duplicate entry '" + "\u00e9".repeat(32) + "' for key 'k'");
    assertThat(MySqlError.ER_DUP_ENTRY.message("a" + "\u00e9".repeat(40), "k"))
        .isEqualTo("Duplicate entry 'a" + "\u00e9".repeat(31) + "' for key 'k'");
  }

  @Test
  void cutsMessagesAtMySqlsBuffer() {
    assertThat(MySqlError.ER_UNKNOWN_ERROR.message()).isEqualTo("Unknown error");
    assertThat(MySqlError.ER_INVALID_JSON_TEXT.message("x".repeat(600), 1, "c")).hasSize(511);
  }

  @Test
  void leavesSpecifiersWithoutArgumentAsTheyStand() {
    assertThat(MySqlError.ER_BAD_NULL_ERROR.message()).isEqualTo("Column '%-.192s' cannot be null");
  }
}
