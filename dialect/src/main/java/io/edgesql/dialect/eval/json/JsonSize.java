package io.edgesql.dialect.eval.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The size of a document in MySQL's binary format.
 *
 * <pre>{@code
 * document   type (1 byte), value
 * literal    1 byte; int16 and uint16 2, int32 and uint32 4, int64, uint64 and double 8 bytes
 * string     length (7 bits a byte), UTF-8
 * opaque     field type (1 byte), length, bytes
 * container  count, size (2 bytes each; 4 in the large format), entries of keys (offset, 2 bytes
 *            of length), entries of values (type, offset or a value as short as that), keys, values
 * }</pre>
 *
 * A container takes the large format where the small one has no room for its offsets.
 */
public final class JsonSize {
  private static final long MAX_SMALL = 65_535;
  private static final int DIGITS = 9;
  private static final int[] DIGIT_BYTES = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

  /** A container in the small format is too small. */
  private static final long TOO_BIG = -1;

  private JsonSize() {}

  /** In bytes. */
  public static long of(Json document) {
    return 1 + value(document, false);
  }

  private static long value(Json value, boolean isInSmall) {
    if (value.isScalar()) {
      return scalar(value);
    }
    long small = container(value, false);
    if (small != TOO_BIG || isInSmall) {
      return small;
    }
    return container(value, true);
  }

  private static long container(Json value, boolean large) {
    int width = large ? 4 : 2;
    List<Json> values = new ArrayList<>();
    long size = 2L * width;
    if (value instanceof Json.Members members) {
      for (Map.Entry<String, Json> member : members.map().entrySet()) {
        size += width + 2 + member.getKey().getBytes(StandardCharsets.UTF_8).length;
        values.add(member.getValue());
      }
    } else if (value instanceof Json.Items items) {
      values.addAll(items.list());
    }
    size += (1L + width) * values.size();
    for (Json each : values) {
      if (isInlined(each, large)) {
        continue;
      }
      if (!large && size > MAX_SMALL) {
        return TOO_BIG;
      }
      long bytes = value(each, !large);
      if (bytes == TOO_BIG) {
        return TOO_BIG;
      }
      size += bytes;
    }
    return !large && size > MAX_SMALL ? TOO_BIG : size;
  }

  private static boolean isInlined(Json value, boolean large) {
    if (value instanceof Json.Flag || value instanceof Json.Nothing) {
      return true;
    }
    return value instanceof Json.Whole && scalar(value) <= (large ? 4 : 2);
  }

  private static long scalar(Json value) {
    if (value instanceof Json.Whole whole) {
      return whole(whole);
    }
    if (value instanceof Json.Real) {
      return 8;
    }
    if (value instanceof Json.Text text) {
      return counted(text.text().getBytes(StandardCharsets.UTF_8).length);
    }
    if (value instanceof Json.Exact exact) {
      return 1 + counted(2L + decimal(exact.number()));
    }
    return value instanceof Json.Opaque opaque ? 1 + counted(opaque(opaque)) : 1;
  }

  private static long whole(Json.Whole whole) {
    long bits = whole.bits();
    if (whole.unsigned()) {
      return bits < 0 || bits > 0xffffffffL ? 8 : bits > 0xffff ? 4 : 2;
    }
    return bits == (short) bits ? 2 : bits == (int) bits ? 4 : 8;
  }

  /** Dates and times are 64 bits; bytes stand in base64 behind their type. */
  private static long opaque(Json.Opaque opaque) {
    int colon = opaque.text().lastIndexOf(':');
    if (!opaque.text().startsWith("base64:type")) {
      return 8;
    }
    String encoded = opaque.text().substring(colon + 1);
    int padding = encoded.endsWith("==") ? 2 : encoded.endsWith("=") ? 1 : 0;
    return encoded.length() / 4 * 3L - padding;
  }

  /** Nine digits in four bytes, on both sides of the point. */
  private static int decimal(BigDecimal number) {
    BigInteger whole = number.abs().toBigInteger();
    int before = whole.signum() == 0 ? 0 : whole.toString().length();
    int after = Math.max(0, number.scale());
    before = before == 0 && after == 0 ? 1 : before;
    return bytes(before) + bytes(after);
  }

  private static int bytes(int digits) {
    return digits / DIGITS * 4 + DIGIT_BYTES[digits % DIGITS];
  }

  /** With its length in front, seven bits a byte. */
  private static long counted(long bytes) {
    long size = bytes + 1;
    for (long rest = bytes >>> 7; rest > 0; rest >>>= 7) {
      size++;
    }
    return size;
  }
}
