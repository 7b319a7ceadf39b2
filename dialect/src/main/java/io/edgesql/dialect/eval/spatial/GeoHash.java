package io.edgesql.dialect.eval.spatial;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Geohashes: a longitude and a latitude whose bits take turns, five of them a character. */
public final class GeoHash {
  private static final String DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz";
  private static final int MAX_DECIMALS = 16;

  private GeoHash() {}

  public static String encode(double longitude, double latitude, int length) {
    Range x = new Range(180);
    Range y = new Range(90);
    StringBuilder out = new StringBuilder(length);
    boolean isLongitude = true;
    for (int i = 0; i < length; i++) {
      int digit = 0;
      for (int bit = 0; bit < 5; bit++) {
        digit = digit << 1 | (isLongitude ? x.halve(longitude) : y.halve(latitude));
        isLongitude = !isLongitude;
      }
      out.append(DIGITS.charAt(digit));
    }
    return out.toString();
  }

  /** The place, with as few decimals as the hash allows; null if the text is no hash. */
  public static Shape.@Nullable Point decode(String hash) {
    Range x = new Range(180);
    Range y = new Range(90);
    boolean isLongitude = true;
    for (int i = 0; i < hash.length(); i++) {
      char c = hash.charAt(i);
      int digit = DIGITS.indexOf(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
      if (digit < 0) {
        return null;
      }
      for (int bit = 4; bit >= 0; bit--) {
        (isLongitude ? x : y).take(digit >> bit & 1);
        isLongitude = !isLongitude;
      }
    }
    return hash.isEmpty() ? null : new Shape.Point(x.rounded(), y.rounded());
  }

  /** What is left of an axis. */
  private static final class Range {
    private double low;
    private double high;

    Range(double limit) {
      low = -limit;
      high = limit;
    }

    int halve(double target) {
      int bit = target < (low + high) / 2 ? 0 : 1;
      take(bit);
      return bit;
    }

    void take(int bit) {
      double middle = (low + high) / 2;
      if (bit == 0) {
        high = middle;
      } else {
        low = middle;
      }
    }

    double rounded() {
      double middle = (low + high) / 2;
      double error = high - low;
      int decimals = 0;
      while (error > 0 && error <= 0.1 && decimals <= MAX_DECIMALS) {
        decimals++;
        error *= 10;
      }
      double rounded;
      do {
        rounded =
            BigDecimal.valueOf(middle).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
        decimals++;
      } while ((rounded < low || rounded > high) && decimals <= MAX_DECIMALS);
      return rounded;
    }
  }
}
