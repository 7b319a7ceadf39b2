package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Assignments to character, binary, ENUM and SET columns. */
final class TextStore {
  private static final String HEX = "0123456789ABCDEF";

  private TextStore() {}

  static Value characters(Value value, SqlType type, StoreTarget target) {
    SqlType to = target.type();
    String text = wellFormed(value, type, target);
    boolean fits = to.name().isLob() ? fitsBytes(text, to) : fitsCharacters(text, to.length());
    if (!fits) {
      int keep = to.name().isLob() ? cutBytes(text, to) : cut(text, to.length());
      boolean blanks = isBlank(text, keep);
      if (!blanks) {
        target.tooLong();
      } else if (to.name() != TypeName.CHAR) {
        target.noteTruncated();
      }
      text = text.substring(0, keep);
    }
    return new Value.Text(to.name() == TypeName.CHAR ? trimBlanks(text) : text);
  }

  static Value bytes(Value value, SqlType type, StoreTarget target) {
    SqlType to = target.type();
    byte[] bytes =
        value instanceof Value.Decimal number
            ? digits(number, type).getBytes(StandardCharsets.US_ASCII)
            : Coercion.bytes(value, type);
    long limit = byteLimit(to);
    if (bytes.length > limit) {
      target.tooLong();
      bytes = Arrays.copyOf(bytes, (int) limit);
    }
    // BINARY(n) is filled up with zero bytes.
    return new Value.Bytes(
        to.name() == TypeName.BINARY ? Arrays.copyOf(bytes, (int) to.length()) : bytes);
  }

  /** By label, else by index; the empty text is index 0 and an error in strict mode. */
  static Value enumeration(Value value, SqlType type, StoreTarget target) {
    SqlType to = target.type();
    long index;
    if (Coercion.isStringOf(value, type) || value instanceof Value.Text) {
      String text = trimBlanks(Coercion.string(value, type));
      index = Coercion.memberIndex(new Value.Text(text), to);
      NumberReader read = NumberReader.readInteger(text);
      if (index == 0 && read.digits() && read.complete()) {
        index = Coercion.clamp(read.number()).bits();
        index = index >= 1 && index <= to.members().size() ? index : 0;
      }
    } else {
      index = Coercion.integer(value, type, target.environment()).bits();
    }
    if (index < 1 || index > to.members().size()) {
      target.truncated();
      index = 0;
    }
    return new Value.Int(index, false);
  }

  /** By labels joined with commas, else by the number that their bits make. */
  static Value set(Value value, SqlType type, StoreTarget target) {
    SqlType to = target.type();
    int members = to.members().size();
    long all = members == 64 ? -1 : (1L << members) - 1;
    long bits;
    if (Coercion.isStringOf(value, type) || value instanceof Value.Text) {
      String text = Coercion.string(value, type);
      bits = Coercion.memberBits(new Value.Text(text), to);
      if (!allKnown(text, to)) {
        NumberReader read = NumberReader.readInteger(text);
        boolean number = read.digits() && read.complete();
        bits = number ? Coercion.clamp(read.number()).bits() : bits;
        if (!number || (bits & ~all) != 0) {
          target.truncated();
          bits = number ? 0 : bits;
        }
      }
    } else {
      bits = Coercion.integer(value, type, target.environment()).bits();
      if ((bits & ~all) != 0) {
        target.truncated();
      }
    }
    return new Value.Int(bits & all, false);
  }

  private static boolean allKnown(String text, SqlType to) {
    int from = 0;
    while (from <= text.length() && !text.isEmpty()) {
      int comma = text.indexOf(',', from);
      int end = comma < 0 ? text.length() : comma;
      if (Coercion.memberIndex(new Value.Text(text.substring(from, end)), to) == 0) {
        return false;
      }
      from = end + 1;
    }
    return true;
  }

  private static String wellFormed(Value value, SqlType type, StoreTarget target) {
    if (value instanceof Value.Decimal number) {
      return digits(number, type);
    }
    if (!(value instanceof Value.Bytes bytes)) {
      return Coercion.string(value, type);
    }
    String text = Charsets.decode(bytes.bytes(), target.type().collation().charset());
    if (text != null) {
      return text;
    }
    int valid = validPrefix(bytes.bytes(), target.type().collation().charset());
    target.incorrect("string", escape(bytes.bytes(), valid));
    String kept =
        Charsets.decode(Arrays.copyOf(bytes.bytes(), valid), target.type().collation().charset());
    return kept == null ? "" : kept;
  }

  /** All digits that were computed, of which printing shows those of the type. */
  private static String digits(Value.Decimal number, SqlType type) {
    return type.zerofill() ? Coercion.string(number, type) : number.number().toPlainString();
  }

  private static int validPrefix(byte[] bytes, String charset) {
    int length = bytes.length;
    while (length > 0 && Charsets.decode(Arrays.copyOf(bytes, length), charset) == null) {
      length--;
    }
    return length;
  }

  /** At most six bytes from the first wrong one, the others as \xHH. */
  private static String escape(byte[] bytes, int from) {
    StringBuilder out = new StringBuilder();
    int end = Math.min(bytes.length, from + 6);
    for (int i = from; i < end; i++) {
      int b = bytes[i] & 0xff;
      if (b >= 0x20 && b < 0x7f) {
        out.append((char) b);
      } else {
        out.append("\\x").append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
      }
    }
    return end < bytes.length ? out.append("...").toString() : out.toString();
  }

  private static boolean fitsCharacters(String text, long limit) {
    return text.length() <= limit || text.codePointCount(0, text.length()) <= limit;
  }

  private static int cut(String text, long characters) {
    return text.offsetByCodePoints(0, (int) characters);
  }

  private static boolean fitsBytes(String text, SqlType to) {
    long limit = byteLimit(to);
    return text.length() * 4L <= limit || Charsets.stored(text, to.collation().charset()) <= limit;
  }

  private static int cutBytes(String text, SqlType to) {
    long left = byteLimit(to);
    int at = 0;
    while (at < text.length()) {
      int next = text.offsetByCodePoints(at, 1);
      left -= Charsets.stored(text.substring(at, next), to.collation().charset());
      if (left < 0) {
        return at;
      }
      at = next;
    }
    return at;
  }

  private static long byteLimit(SqlType type) {
    return switch (type.name()) {
      case TINYTEXT, TINYBLOB -> 255;
      case TEXT, BLOB -> 65_535;
      case MEDIUMTEXT, MEDIUMBLOB -> 16_777_215;
      case BINARY, VARBINARY, CHAR, VARCHAR -> type.length();
      default -> 4_294_967_295L;
    };
  }

  private static boolean isBlank(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) != ' ') {
        return false;
      }
    }
    return true;
  }

  private static String trimBlanks(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }
}
