package io.edgesql.bench;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 30s}, {@code 2m} and a plain number of seconds. */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m)?");

  @Override
  public Duration convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is not a time like 500ms, 30s or 2m");
    }
    String unit = matcher.group(2);
    double scale = "ms".equals(unit) ? 1 : "m".equals(unit) ? 60_000 : 1_000;
    return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * scale * 1e6));
  }
}
