package io.edgesql.dialect.plan;

import org.jspecify.annotations.Nullable;

/**
 * How fresh an answer has to be.
 *
 * @param maxAgeMs with {@link Kind#BOUNDED}: no older than so many milliseconds; else 0
 */
public record ReadMode(Kind kind, long maxAgeMs) {
  /** From the strictest. */
  public enum Kind {
    /** From the shard. */
    STRONG,
    /** A copy that is no older than the bound. */
    BOUNDED,
    /** Any copy within its policy. */
    CACHED
  }

  /** A day: no bound may be longer. */
  public static final long MAX_AGE_MS = 86_400_000;

  public static final ReadMode STRONG = new ReadMode(Kind.STRONG, 0);
  public static final ReadMode CACHED = new ReadMode(Kind.CACHED, 0);

  public static ReadMode bounded(long maxAgeMs) {
    return new ReadMode(Kind.BOUNDED, maxAgeMs);
  }

  /** Reads {@code strong}, {@code cached} or {@code bounded=milliseconds}; null if it is none. */
  public static @Nullable ReadMode parse(String text) {
    if (text.equalsIgnoreCase("strong")) {
      return STRONG;
    }
    if (text.equalsIgnoreCase("cached")) {
      return CACHED;
    }
    int equals = text.indexOf('=');
    if (equals < 0 || !text.substring(0, equals).strip().equalsIgnoreCase("bounded")) {
      return null;
    }
    String digits = text.substring(equals + 1).strip();
    if (digits.isEmpty() || digits.length() > 8) {
      return null;
    }
    long age = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return null;
      }
      age = age * 10 + (c - '0');
    }
    return age < 1 || age > MAX_AGE_MS ? null : bounded(age);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case STRONG -> "strong";
      case BOUNDED -> "bounded=" + maxAgeMs;
      case CACHED -> "cached";
    };
  }
}
