package io.edgesql.dialect.eval;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** UUIDs and Internet addresses. */
final class NetworkFunctions {
  private NetworkFunctions() {}

  static void register(Functions functions) {
    functions.strict("UUID", call -> new Value.Text(call.environment().uuid()));
    functions.strict("UUID_SHORT", call -> new Value.Int(call.environment().uuidShort(), true));
    functions.strict("IS_UUID", call -> LogicalOperators.bool(digits(call.text(0)) != null));
    functions.strict("UUID_TO_BIN", NetworkFunctions::uuidToBin);
    functions.strict("BIN_TO_UUID", NetworkFunctions::binToUuid);
    functions.strict("INET_ATON", NetworkFunctions::aton);
    functions.strict("INET_NTOA", NetworkFunctions::ntoa);
    functions.strict("INET6_ATON", NetworkFunctions::aton6);
    functions.strict("INET6_NTOA", NetworkFunctions::ntoa6);
    functions.lenient("IS_IPV4", call -> isAddress(call, NetworkFunctions::parse4));
    functions.lenient("IS_IPV6", call -> isAddress(call, NetworkFunctions::parse6));
    functions.strict("IS_IPV4_COMPAT", call -> prefixed(call, 0));
    functions.strict("IS_IPV4_MAPPED", call -> prefixed(call, 0xff));
  }

  /** A number that is NULL is no address, where another NULL gives NULL. */
  private static Value isAddress(Invocation call, Function<String, byte @Nullable []> parse) {
    if (call.isNull(0)) {
      return call.type(0).name().isNumeric() ? LogicalOperators.FALSE : Value.Null.NULL;
    }
    return LogicalOperators.bool(parse.apply(call.text(0)) != null);
  }

  /** The 32 digits of a UUID in one of its three forms, or null. */
  private static @Nullable String digits(String text) {
    String plain = text;
    if (plain.length() == 38 && plain.startsWith("{") && plain.endsWith("}")) {
      plain = plain.substring(1, 37);
    } else if (plain.length() != 32 && plain.length() != 36) {
      return null;
    }
    if (plain.length() == 36) {
      for (int dash : new int[] {8, 13, 18, 23}) {
        if (plain.charAt(dash) != '-') {
          return null;
        }
      }
      plain = plain.replace("-", "");
    }
    return plain.length() == 32 && StringFunctions.parseHex(plain) != null
        ? plain.toLowerCase(Locale.ROOT)
        : null;
  }

  private static boolean swap(Invocation call) {
    return call.count() > 1 && call.truth(1);
  }

  private static SqlException wrongUuid(String value, String function) {
    return new SqlException(
        1411, "HY000", "Incorrect string value: '" + value + "' for function " + function);
  }

  private static Value uuidToBin(Invocation call) {
    String text = Coercion.string(call.value(0), call.type(0));
    String digits = digits(text);
    if (digits == null) {
      throw wrongUuid(text, "uuid_to_bin");
    }
    String ordered =
        swap(call)
            ? digits.substring(12, 16)
                + digits.substring(8, 12)
                + digits.substring(0, 8)
                + digits.substring(16)
            : digits;
    byte[] bytes = StringFunctions.parseHex(ordered);
    return bytes == null ? Value.Null.NULL : new Value.Bytes(bytes);
  }

  private static Value binToUuid(Invocation call) {
    byte[] bytes = call.bytes(0);
    if (bytes.length != 16) {
      throw wrongUuid(Coercion.string(call.value(0), call.type(0)), "bin_to_uuid");
    }
    String d = StringFunctions.hex(bytes).toLowerCase(Locale.ROOT);
    String ordered =
        swap(call)
            ? d.substring(8, 16) + d.substring(4, 8) + d.substring(0, 4) + d.substring(16)
            : d;
    return new Value.Text(
        ordered.substring(0, 8)
            + "-"
            + ordered.substring(8, 12)
            + "-"
            + ordered.substring(12, 16)
            + "-"
            + ordered.substring(16, 20)
            + "-"
            + ordered.substring(20));
  }

  /** Short forms too: 127.1 is 127.0.0.1. */
  private static Value aton(Invocation call) {
    String text = call.text(0);
    List<Long> parts = new ArrayList<>();
    for (String part : text.split("\\.", -1)) {
      if (part.isEmpty() || NumberReader.skipDigits(part, 0) != part.length()) {
        return wrongAddress(call, "inet_aton");
      }
      long number = 0;
      for (int i = 0; i < part.length() && number <= 255; i++) {
        number = number * 10 + part.charAt(i) - '0';
      }
      parts.add(number);
    }
    if (parts.size() > 4 || parts.stream().anyMatch(part -> part > 255)) {
      return wrongAddress(call, "inet_aton");
    }
    long address = 0;
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      address |= parts.get(i) << (last ? 0 : 24 - 8 * i);
    }
    return new Value.Int(address, true);
  }

  private static Value wrongAddress(Invocation call, String function) {
    call.environment()
        .warn(
            "Warning",
            1411,
            "Incorrect string value: '"
                + Coercion.string(call.value(0), call.type(0))
                + "' for function "
                + function);
    return Value.Null.NULL;
  }

  private static Value ntoa(Invocation call) {
    Value.Int number = call.integer(0);
    long address = number.bits();
    if (address < 0 || address > 0xffffffffL) {
      call.environment()
          .warn(
              "Warning",
              1411,
              "Incorrect integer value: '"
                  + ExpressionText.of(call.argument(0), call.environment())
                  + "' for function inet_ntoa");
      return Value.Null.NULL;
    }
    return call.string(dotted(address));
  }

  private static String dotted(long address) {
    return (address >> 24 & 255)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }

  private static Value aton6(Invocation call) {
    String text = Coercion.string(call.value(0), call.type(0));
    byte[] four = parse4(text);
    byte[] address = four != null ? four : parse6(text);
    return address == null ? wrongAddress(call, "inet6_aton") : new Value.Bytes(address);
  }

  private static byte @Nullable [] parse4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] out = new byte[4];
    for (int i = 0; i < 4; i++) {
      String part = parts[i];
      boolean wrong = part.isEmpty() || part.length() > 3;
      if (wrong || NumberReader.skipDigits(part, 0) != part.length()) {
        return null;
      }
      int number = Integer.parseInt(part);
      if (number > 255) {
        return null;
      }
      out[i] = (byte) number;
    }
    return out;
  }

  private static byte @Nullable [] parse6(String text) {
    int gap = text.indexOf("::");
    List<Integer> head = new ArrayList<>();
    List<Integer> tail = new ArrayList<>();
    boolean fine;
    if (gap >= 0) {
      fine =
          groups(text.substring(0, gap), head, false)
              && groups(text.substring(gap + 2), tail, true);
      fine &= head.size() + tail.size() <= 7;
    } else {
      fine = groups(text, head, true) && head.size() == 8;
    }
    if (!fine) {
      return null;
    }
    byte[] out = new byte[16];
    for (int i = 0; i < head.size(); i++) {
      put(out, i, head.get(i));
    }
    for (int i = 0; i < tail.size(); i++) {
      put(out, 8 - tail.size() + i, tail.get(i));
    }
    return out;
  }

  private static void put(byte[] out, int group, int value) {
    out[2 * group] = (byte) (value >> 8);
    out[2 * group + 1] = (byte) value;
  }

  private static boolean groups(String text, List<Integer> out, boolean mayEndIn4) {
    if (text.isEmpty()) {
      return true;
    }
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      byte[] four = mayEndIn4 && i == parts.length - 1 ? parse4(part) : null;
      if (four != null) {
        out.add((four[0] & 0xff) << 8 | (four[1] & 0xff));
        out.add((four[2] & 0xff) << 8 | (four[3] & 0xff));
        continue;
      }
      if (part.isEmpty() || part.length() > 4) {
        return false;
      }
      int value = 0;
      for (int at = 0; at < part.length(); at++) {
        int digit = Character.digit(part.charAt(at), 16);
        if (digit < 0) {
          return false;
        }
        value = value * 16 + digit;
      }
      out.add(value);
    }
    return true;
  }

  private static Value ntoa6(Invocation call) {
    if (!call.type(0).name().isBinary()) {
      // An address is bytes; characters are none.
      return wrongAddress(call, "inet6_ntoa");
    }
    byte[] bytes = call.bytes(0);
    if (bytes.length == 4) {
      return call.string(dotted(longAt(bytes, 0)));
    }
    return bytes.length == 16 ? call.string(print6(bytes)) : wrongAddress(call, "inet6_ntoa");
  }

  private static long longAt(byte[] bytes, int from) {
    long out = 0;
    for (int i = from; i < from + 4; i++) {
      out = out << 8 | (bytes[i] & 0xff);
    }
    return out;
  }

  private static String print6(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    int gapAt = -1;
    int gapLength = 0;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > gapLength) {
        gapAt = i;
        gapLength = length;
      }
    }
    // One group of zeros alone is not shortened, as in the server.
    boolean shorten = gapLength > 1;
    boolean ends4 = gapAt == 0 && (gapLength == 6 || (gapLength == 5 && groups[5] == 0xffff));
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 8; ) {
      if (shorten && i == gapAt) {
        out.append(i == 0 ? "::" : ":");
        i += gapLength;
      } else if (ends4 && i == 6) {
        out.append(dotted(longAt(bytes, 12)));
        i = 8;
      } else {
        out.append(Integer.toHexString(groups[i++])).append(i < 8 ? ":" : "");
      }
    }
    return out.toString();
  }

  private static Value prefixed(Invocation call, int fill) {
    byte[] bytes = call.bytes(0);
    boolean matches = bytes.length == 16;
    for (int i = 0; matches && i < 12; i++) {
      matches = (bytes[i] & 0xff) == (i >= 10 ? fill : 0);
    }
    if (matches && fill == 0) {
      matches = longAt(bytes, 12) > 1;
    }
    return LogicalOperators.bool(matches);
  }
}
