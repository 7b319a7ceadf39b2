package io.edgesql.proxy.state;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.type.Collation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which value a variable takes when it is SET. */
public final class VariableRules {
  /** Variables with few legal words; a number counts from 0. */
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "transaction_isolation",
          List.of("READ-UNCOMMITTED", "READ-COMMITTED", "REPEATABLE-READ", "SERIALIZABLE"),
          "session_track_transaction_info",
          List.of("OFF", "STATE", "CHARACTERISTICS"),
          "session_track_gtids",
          List.of("OFF", "OWN_GTID", "ALL_GTIDS"),
          "completion_type",
          List.of("NO_CHAIN", "CHAIN", "RELEASE"),
          "resultset_metadata",
          List.of("NONE", "FULL"),
          "event_scheduler",
          List.of("OFF", "ON"));

  private VariableRules() {}

  /** Checks and converts a value; what MySQL adjusts silently or with a warning, so does this. */
  public static Value check(
      VariableDefinition definition, Value given, Diagnostics diagnostics, long maxErrors) {
    String name = definition.name();
    if (!definition.isSettable()) {
      throw Failures.of(MySqlError.ER_INCORRECT_GLOBAL_LOCAL_VAR, name, "read only");
    }
    Value special = special(name, given);
    if (special != null) {
      if (name.equals("sql_mode") && special instanceof Value.Text mode) {
        SqlModes.warn(mode.text(), diagnostics, maxErrors);
      }
      return special;
    }
    return switch (definition.kind()) {
      case BOOLEAN -> bool(name, given);
      case INTEGER -> integer(definition, given, diagnostics, maxErrors);
      case REAL -> real(name, given);
      case STRING -> given.isNull() ? given : new Value.Text(text(name, given));
    };
  }

  private static @Nullable Value special(String name, Value given) {
    List<String> words = WORDS.get(name);
    if (words != null) {
      return word(name, words, given);
    }
    return switch (name) {
      case "sql_mode" -> new Value.Text(sqlMode(given));
      case "time_zone" -> timeZone(name, given);
      case "lc_time_names", "lc_messages" ->
          LocaleRules.check(name, given, name.equals("lc_messages"));
      case "optimizer_switch" -> OptimizerSwitches.check(given);
      case "edgesql_read_mode" -> readMode(name, given);
      case "character_set_results" -> given.isNull() ? given : charset(given);
      case "character_set_client",
          "character_set_connection",
          "character_set_server",
          "character_set_database",
          "character_set_filesystem" ->
          charset(requireGiven(name, given));
      case "collation_connection", "collation_server", "collation_database" ->
          collation(requireGiven(name, given));
      case "default_storage_engine", "default_tmp_storage_engine" -> engine(name, given);
      default -> null;
    };
  }

  private static String sqlMode(Value given) {
    if (given.isNull()) {
      throw Failures.of(MySqlError.ER_WRONG_VALUE_FOR_VAR, "sql_mode", "NULL");
    }
    if (given instanceof Value.Int bits) {
      return SqlModes.ofBits(bits.bits());
    }
    return SqlModes.normalise(text("sql_mode", given));
  }

  private static Value timeZone(String name, Value given) {
    String zone = given.isNull() ? "NULL" : text(name, given);
    if (TimeZones.find(zone) == null) {
      throw Failures.of(MySqlError.ER_UNKNOWN_TIME_ZONE, zone);
    }
    return new Value.Text(zone.equalsIgnoreCase("SYSTEM") ? "SYSTEM" : zone);
  }

  /** Empty: what the table's policy says. */
  private static Value readMode(String name, Value given) {
    String text = text(name, given).strip();
    ReadMode mode = ReadMode.parse(text);
    if (mode == null && !text.isEmpty()) {
      throw wrongValue(name, given);
    }
    return new Value.Text(mode == null ? "" : mode.toString());
  }

  private static Value charset(Value given) {
    if (given instanceof Value.Int id) {
      return new Value.Text(
          Collation.ofId((int) id.bits())
              .orElseThrow(
                  () -> Failures.of(MySqlError.ER_UNKNOWN_CHARACTER_SET, Long.toString(id.bits())))
              .characterSet());
    }
    String name = text("character_set", given);
    return new Value.Text(
        Collation.defaultOf(name)
            .orElseThrow(() -> Failures.of(MySqlError.ER_UNKNOWN_CHARACTER_SET, name))
            .characterSet());
  }

  private static Value collation(Value given) {
    if (given instanceof Value.Int id) {
      return new Value.Text(
          Collation.ofId((int) id.bits())
              .orElseThrow(
                  () -> Failures.of(MySqlError.ER_UNKNOWN_COLLATION, Long.toString(id.bits())))
              .name());
    }
    String name = text("collation", given);
    return new Value.Text(
        Collation.ofName(name)
            .orElseThrow(() -> Failures.of(MySqlError.ER_UNKNOWN_COLLATION, name))
            .name());
  }

  private static Value engine(String name, Value given) {
    String engine = text(name, requireGiven(name, given));
    for (String known : List.of("InnoDB", "MyISAM", "MEMORY", "CSV", "ARCHIVE", "BLACKHOLE")) {
      if (known.equalsIgnoreCase(engine)) {
        return new Value.Text(known);
      }
    }
    throw Failures.of(MySqlError.ER_UNKNOWN_STORAGE_ENGINE, engine);
  }

  private static Value word(String name, List<String> words, Value given) {
    if (given instanceof Value.Int number) {
      if (number.bits() < 0 || number.bits() >= words.size()) {
        throw wrongValue(name, given);
      }
      return new Value.Text(words.get((int) number.bits()));
    }
    String text = given.isNull() ? "NULL" : text(name, given).replace(' ', '-');
    for (String word : words) {
      if (word.equalsIgnoreCase(text)) {
        return new Value.Text(word);
      }
    }
    throw wrongValue(name, given);
  }

  private static Value bool(String name, Value given) {
    if (given instanceof Value.Int number && (number.bits() == 0 || number.bits() == 1)) {
      return new Value.Int(number.bits(), false);
    }
    if (given instanceof Value.Text word) {
      switch (word.text().toUpperCase(Locale.ROOT)) {
        case "ON", "TRUE" -> {
          return new Value.Int(1, false);
        }
        case "OFF", "FALSE" -> {
          return new Value.Int(0, false);
        }
        default -> throw wrongValue(name, given);
      }
    }
    if (given instanceof Value.Decimal || given instanceof Value.Real) {
      throw Failures.of(MySqlError.ER_WRONG_TYPE_FOR_VAR, name);
    }
    throw wrongValue(name, given);
  }

  private static Value integer(
      VariableDefinition definition, Value given, Diagnostics diagnostics, long maxErrors) {
    if (!(given instanceof Value.Int number)) {
      throw Failures.of(MySqlError.ER_WRONG_TYPE_FOR_VAR, definition.name());
    }
    BigInteger wanted =
        number.unsigned()
            ? new BigInteger(Long.toUnsignedString(number.bits()))
            : BigInteger.valueOf(number.bits());
    if (definition.minimum().equals(definition.maximum())) {
      return VariableDefinition.ofInteger(wanted);
    }
    BigInteger bounded = wanted.max(definition.minimum()).min(definition.maximum());
    bounded = inSteps(definition.name(), bounded);
    if (!bounded.equals(wanted)) {
      diagnostics.add(
          "Warning",
          MySqlError.ER_TRUNCATED_WRONG_VALUE.code(),
          MySqlError.ER_TRUNCATED_WRONG_VALUE.message(definition.name(), wanted.toString()),
          maxErrors);
    }
    return VariableDefinition.ofInteger(bounded);
  }

  private static BigInteger inSteps(String name, BigInteger value) {
    BigInteger step = BigInteger.valueOf(name.equals("max_allowed_packet") ? 1024 : 1);
    return value.subtract(value.mod(step));
  }

  private static Value real(String name, Value given) {
    if (given instanceof Value.Int number) {
      return new Value.Decimal(
          new BigDecimal(
              number.unsigned()
                  ? new BigInteger(Long.toUnsignedString(number.bits()))
                  : BigInteger.valueOf(number.bits())));
    }
    if (given instanceof Value.Decimal number) {
      return new Value.Decimal(number.number().setScale(6, RoundingMode.HALF_UP));
    }
    if (given instanceof Value.Real) {
      return given;
    }
    throw Failures.of(MySqlError.ER_WRONG_TYPE_FOR_VAR, name);
  }

  private static String text(String name, Value given) {
    if (given instanceof Value.Text || given instanceof Value.Bytes) {
      return VariableDefinition.textOf(given);
    }
    throw given.isNull()
        ? wrongValue(name, given)
        : Failures.of(MySqlError.ER_WRONG_TYPE_FOR_VAR, name);
  }

  private static Value requireGiven(String name, Value given) {
    if (given.isNull()) {
      throw wrongValue(name, given);
    }
    return given;
  }

  private static SqlException wrongValue(String name, Value given) {
    return Failures.of(
        MySqlError.ER_WRONG_VALUE_FOR_VAR,
        name,
        given.isNull() ? "NULL" : VariableDefinition.textOf(given));
  }
}
