package io.edgesql.proxy.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.protocol.error.MySqlError;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The brain and the wire may not import each other, so each has a catalogue: they must say the
 * same.
 */
final class ErrorCataloguesTest {
  private static final Object[] PLACES = {"%s", "%s", "%s", "%s", "%s", "%s", "%s"};

  /** Left out: what the server puts together from two formats, or fills with free text. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "ER_PARSE_ERROR",
        "ER_UNKNOWN_ERROR",
        "ER_SYNTAX_ERROR",
        "ER_INVALID_JSON_TEXT_IN_PARAM",
        "ER_INVALID_JSON_PATH",
        // Names our setting where MySQL names max_join_size.
        "ER_TOO_BIG_SELECT"
      })
  void agreeOnNameStateAndText(ErrorCode error) {
    Optional<MySqlError> known = MySqlError.ofCode(error.code());
    assertThat(known).as("the wire's catalogue").isPresent();
    MySqlError wire = known.orElseThrow();
    assertThat(error.name()).isEqualTo(wire.name());
    assertThat(error.sqlState()).isEqualTo(wire.sqlState());
    assertThat(error.format(PLACES)).isEqualTo(unified(wire.format()));
  }

  /** MySQL's printf places as the brain's catalogue writes them: {@code %-.192s}, {@code %lu} … */
  private static String unified(String format) {
    return format.replaceAll("%[-.0-9*]*l*[a-z]", "%s").replace("%%", "%");
  }
}
