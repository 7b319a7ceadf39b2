package io.edgesql.proxy.state;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** MySQL's names of time zones. */
public final class TimeZones {
  private static final int MAX_OFFSET_SECONDS = 14 * 3600;

  private TimeZones() {}

  /** {@code SYSTEM}, {@code +01:00} (-13:59 to +14:00) or a name; null if there is no such zone. */
  public static @Nullable ZoneId find(String name) {
    if (name.equalsIgnoreCase("SYSTEM")) {
      return ZoneId.systemDefault();
    }
    if (!name.isEmpty() && (name.charAt(0) == '+' || name.charAt(0) == '-')) {
      return offset(name);
    }
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      return ignoringCase(name);
    }
  }

  /** Seconds east of UTC. */
  public static int offsetAt(ZoneId zone, long seconds, boolean isLocal) {
    if (zone instanceof ZoneOffset offset) {
      return offset.getTotalSeconds();
    }
    if (isLocal) {
      LocalDateTime local = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
      return zone.getRules().getOffset(local).getTotalSeconds();
    }
    return zone.getRules().getOffset(Instant.ofEpochSecond(seconds)).getTotalSeconds();
  }

  private static @Nullable ZoneId ignoringCase(String name) {
    for (String known : ZoneId.getAvailableZoneIds()) {
      if (known.equalsIgnoreCase(name)) {
        return ZoneId.of(known);
      }
    }
    return null;
  }

  private static @Nullable ZoneId offset(String name) {
    int colon = name.indexOf(':');
    if (colon < 2 || colon > 3 || name.length() != colon + 3) {
      return null;
    }
    int seconds = 0;
    for (int index = 1; index < name.length(); index++) {
      if (index != colon && !Character.isDigit(name.charAt(index))) {
        return null;
      }
    }
    seconds += Integer.parseInt(name.substring(1, colon)) * 3600;
    int minutes = Integer.parseInt(name.substring(colon + 1));
    seconds += minutes * 60;
    boolean isNegative = name.charAt(0) == '-';
    int most = isNegative ? MAX_OFFSET_SECONDS - 60 : MAX_OFFSET_SECONDS;
    if (minutes > 59 || seconds > most) {
      return null;
    }
    return ZoneOffset.ofTotalSeconds(isNegative ? -seconds : seconds);
  }
}
