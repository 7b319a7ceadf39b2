package io.edgesql.proxy.session;

import io.edgesql.dialect.lex.StrayBytes;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.command.ParameterValue;
import io.edgesql.protocol.type.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Values bound on the wire as the dialect's values. */
final class ParameterValues {
  private static final long MICROS_PER_SECOND = 1_000_000L;

  private ParameterValues() {}

  /** Text is in the session's character_set_client. */
  static List<Value> convert(List<ParameterValue> sent, Charset client) {
    List<Value> values = new ArrayList<>(sent.size());
    for (ParameterValue value : sent) {
      values.add(convert(value, client));
    }
    return values;
  }

  private static Value convert(ParameterValue value, Charset client) {
    return switch (value.kind()) {
      case NULL -> Value.Null.NULL;
      case INTEGER -> {
        ParameterValue.Int number = (ParameterValue.Int) value;
        yield new Value.Int(number.value(), number.isUnsigned());
      }
      // MySQL takes the float for the double of the same value.
      case FLOAT -> new Value.Real(((ParameterValue.FloatValue) value).value());
      case DOUBLE -> new Value.Real(((ParameterValue.DoubleValue) value).value());
      case TEXT -> text((ParameterValue.Text) value, client);
      case DATE_TIME -> dateTime((ParameterValue.DateTime) value);
      case TIME -> time((ParameterValue.Time) value);
    };
  }

  private static Value text(ParameterValue.Text text, Charset client) {
    return switch (text.type()) {
      case TINY_BLOB, BLOB, MEDIUM_BLOB, LONG_BLOB, BIT, GEOMETRY ->
          new Value.Bytes(text.bytes().toArray());
      case DECIMAL, NEWDECIMAL -> decimal(text, client);
      default -> characters(text, client);
    };
  }

  /** Drivers send BLOBs as strings too: what is no text stays bytes. */
  private static Value characters(ParameterValue.Text text, Charset client) {
    if (!client.equals(StandardCharsets.UTF_8)) {
      return new Value.Text(text.bytes().toString(client));
    }
    byte[] bytes = text.bytes().toArray();
    String decoded = StrayBytes.decode(bytes);
    return StrayBytes.isIn(decoded) ? new Value.Bytes(bytes) : new Value.Text(decoded);
  }

  private static Value decimal(ParameterValue.Text text, Charset client) {
    String digits = text.bytes().toString(client);
    try {
      return new Value.Decimal(new BigDecimal(digits.trim()));
    } catch (NumberFormatException e) {
      return new Value.Text(digits);
    }
  }

  private static Value dateTime(ParameterValue.DateTime at) {
    if (at.type() == ColumnType.DATE) {
      return new Value.Date(at.year(), at.month(), at.day());
    }
    return new Value.DateTime(
        at.year(), at.month(), at.day(), at.hour(), at.minute(), at.second(), at.micros());
  }

  private static Value time(ParameterValue.Time time) {
    long seconds = ((time.days() * 24 + time.hours()) * 60 + time.minutes()) * 60L + time.seconds();
    long micros = seconds * MICROS_PER_SECOND + time.micros();
    return new Value.Time(time.isNegative() ? -micros : micros);
  }
}
