package io.edgesql.proxy.execute.event;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import java.util.ArrayList;
import java.util.List;

/**
 * EVERY's interval.
 *
 * @param amount as SHOW tells it
 * @param months it is that many months long, or {@code seconds}
 */
record EventInterval(String amount, long months, long seconds) {
  /** The greatest number that MySQL takes, in the smallest part of the unit. */
  private static final long MOST = 1_000_000_000;

  /** A unit of one number. */
  static EventInterval of(long amount, String unit) {
    require(amount);
    String shown = Long.toString(amount);
    return switch (unit) {
      case "YEAR" -> new EventInterval(shown, 12 * amount, 0);
      case "QUARTER" -> new EventInterval(shown, 3 * amount, 0);
      case "MONTH" -> new EventInterval(shown, amount, 0);
      case "WEEK" -> new EventInterval(shown, 0, 7 * 86_400 * amount);
      case "DAY" -> new EventInterval(shown, 0, 86_400 * amount);
      case "HOUR" -> new EventInterval(shown, 0, 3_600 * amount);
      case "MINUTE" -> new EventInterval(shown, 0, 60 * amount);
      default -> new EventInterval(shown, 0, amount);
    };
  }

  /** Whether the unit has several numbers, so that the amount is a text. */
  static boolean isCompound(String unit) {
    return unit.indexOf('_') > 0;
  }

  /** A unit of several numbers; where the text has fewer, they are the last ones. */
  static EventInterval of(String text, String unit) {
    return switch (unit) {
      case "YEAR_MONTH" -> parts(text, List.of("-"), List.of(12L, 1L), 0);
      case "DAY_HOUR" -> parts(text, List.of(" "), List.of(24L, 1L), 3_600);
      case "DAY_MINUTE" -> parts(text, List.of(" ", ":"), List.of(1_440L, 60L, 1L), 60);
      case "DAY_SECOND" ->
          parts(text, List.of(" ", ":", ":"), List.of(86_400L, 3_600L, 60L, 1L), 1);
      case "HOUR_MINUTE" -> parts(text, List.of(":"), List.of(60L, 1L), 60);
      case "HOUR_SECOND" -> parts(text, List.of(":", ":"), List.of(3_600L, 60L, 1L), 1);
      default -> parts(text, List.of(":"), List.of(60L, 1L), 1);
    };
  }

  /**
   * @param separators between the numbers, as they are shown
   * @param sizes of each number, in the last one's
   * @param seconds of the last one; 0: it is a month
   */
  private static EventInterval parts(
      String text, List<String> separators, List<Long> sizes, long seconds) {
    List<Long> numbers = numbers(text, sizes.size());
    long total = 0;
    for (int i = 0; i < numbers.size(); i++) {
      total += numbers.get(i) * sizes.get(sizes.size() - numbers.size() + i);
    }
    require(text.strip().startsWith("-") ? -total : total);
    StringBuilder shown = new StringBuilder("'");
    long rest = total;
    for (int i = 0; i < sizes.size(); i++) {
      shown.append(i == 0 ? "" : separators.get(i - 1)).append(rest / sizes.get(i));
      rest %= sizes.get(i);
    }
    shown.append('\'');
    return seconds == 0
        ? new EventInterval(shown.toString(), total, 0)
        : new EventInterval(shown.toString(), 0, total * seconds);
  }

  private static List<Long> numbers(String text, int most) {
    List<Long> numbers = new ArrayList<>();
    int i = 0;
    while (i < text.length() && numbers.size() < most) {
      int start = i;
      while (i < text.length() && i - start < 10 && Character.isDigit(text.charAt(i))) {
        i++;
      }
      if (i > start) {
        numbers.add(Long.parseLong(text.substring(start, i)));
      } else {
        i++;
      }
    }
    return numbers;
  }

  private static void require(long amount) {
    if (amount <= 0 || amount > MOST) {
      throw SqlException.of(ErrorCode.ER_EVENT_INTERVAL_NOT_POSITIVE_OR_TOO_BIG);
    }
  }
}
