package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SortKeys;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.nio.charset.StandardCharsets;

/** Functions that look into strings, and what strings are sorted by. */
final class SearchFunctions {
  private SearchFunctions() {}

  static void register(Functions functions) {
    functions.strict("LENGTH", call -> number(call.bytes(0).length));
    functions.strict("OCTET_LENGTH", call -> number(call.bytes(0).length));
    functions.strict("BIT_LENGTH", call -> number(call.bytes(0).length * 8L));
    functions.strict("CHAR_LENGTH", SearchFunctions::characters);
    functions.strict("CHARACTER_LENGTH", SearchFunctions::characters);
    functions.strict("ASCII", SearchFunctions::ascii);
    functions.strict("ORD", SearchFunctions::ord);
    functions.strict("INSTR", call -> locate(call, 1, 0, 1));
    functions.strict("LOCATE", call -> locate(call, 0, 1, call.count() > 2 ? call.whole(2) : 1));
    functions.strict("POSITION", call -> locate(call, 0, 1, 1));
    functions.lenient("FIELD", SearchFunctions::field);
    functions.strict("WEIGHT_STRING", SearchFunctions::weightString);
    functions.strict("SORT_KEY", SearchFunctions::sortKey);
    functions.strict("FIND_IN_SET", SearchFunctions::findInSet);
  }

  private static Value number(long count) {
    return new Value.Int(count, false);
  }

  private static Value characters(Invocation call) {
    if (call.value(0) instanceof Value.Bytes bytes) {
      return number(bytes.bytes().length);
    }
    String text = call.text(0);
    return number(text.codePointCount(0, text.length()));
  }

  private static Value ascii(Invocation call) {
    byte[] bytes = call.bytes(0);
    return number(bytes.length == 0 ? 0 : bytes[0] & 0xff);
  }

  private static Value ord(Invocation call) {
    if (call.value(0) instanceof Value.Bytes) {
      return ascii(call);
    }
    String text = call.text(0);
    if (text.isEmpty()) {
      return number(0);
    }
    long code = 0;
    String first = text.substring(0, text.offsetByCodePoints(0, 1));
    for (byte b : Charsets.encode(first, charset(call))) {
      code = code << 8 | (b & 0xff);
    }
    return number(code);
  }

  private static String charset(Invocation call) {
    return call.type(0).name().isCharacter() ? call.type(0).collation().charset() : "utf8mb4";
  }

  /** The 1-based place of a needle in a haystack under the collation of both. */
  private static Value locate(Invocation call, int needleAt, int haystackAt, long from) {
    // Bytes that are looked through stay what they are.
    boolean isRaw = call.isMalformed(haystackAt);
    Collation collation = isRaw ? Collation.BINARY : call.searchCollation(haystackAt, needleAt);
    String needle = string(call, needleAt, collation);
    String haystack = string(call, haystackAt, collation);
    int points = haystack.codePointCount(0, haystack.length());
    if (from < 1 || from > points + 1L) {
      return number(0);
    }
    int start = haystack.offsetByCodePoints(0, (int) from - 1);
    int found = find(haystack, needle, start, collation);
    return number(found < 0 ? 0 : haystack.codePointCount(0, found) + 1L);
  }

  private static String string(Invocation call, int index, Collation collation) {
    return collation.isBinary()
        ? new String(call.bytes(index), StandardCharsets.ISO_8859_1)
        : call.searched(index);
  }

  /**
   * At each character; as in the server, what matches has as many bytes as the needle, so 'n' does
   * not find a letter with an accent although they are equal. Where these bytes end within a
   * character the Unicode collations see the characters before it.
   */
  private static int find(String haystack, String needle, int from, Collation collation) {
    int wanted = bytes(needle, 0, needle.length(), collation);
    Comparer.requireKnown(collation);
    String key = SortKeys.of(needle, collation);
    boolean allowsCut =
        collation.name().contains("_0900_") || collation.name().contains("_unicode_");
    for (int at = from; at <= haystack.length(); ) {
      int end = at;
      int bytes = 0;
      boolean isCut = false;
      while (bytes < wanted && end < haystack.length()) {
        int next = end + Character.charCount(haystack.codePointAt(end));
        bytes += bytes(haystack, end, next, collation);
        isCut = bytes > wanted;
        end = isCut ? end : next;
      }
      if ((bytes == wanted || (isCut && allowsCut))
          && SortKeys.of(haystack.substring(at, end), collation).equals(key)) {
        return at;
      }
      if (at == haystack.length()) {
        return -1;
      }
      at += Character.charCount(haystack.codePointAt(at));
    }
    return -1;
  }

  /** The length in the collation's character set. */
  private static int bytes(String text, int from, int to, Collation collation) {
    return collation.maxBytes() == 1 ? text.codePointCount(from, to) : utf8Length(text, from, to);
  }

  private static int utf8Length(String text, int from, int to) {
    int bytes = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  /** The place of the first that equals the first argument, all read alike. */
  private static Value field(Invocation call) {
    if (call.isNull(0)) {
      return number(0);
    }
    OperandDomain domain = OperandDomain.of(call, 0);
    for (int i = 1; i < call.count(); i++) {
      if (!call.isNull(i) && matches(call, i, domain)) {
        return number(i);
      }
    }
    return number(0);
  }

  private static boolean matches(Invocation call, int index, OperandDomain domain) {
    return switch (domain) {
      case INTEGER -> call.integer(0).bits() == call.integer(index).bits();
      case DECIMAL -> call.decimal(0).compareTo(call.decimal(index)) == 0;
      case REAL -> call.real(0) == call.real(index);
      case STRING -> {
        Collation collation =
            call.isMalformed(0) ? Collation.BINARY : call.searchCollation(0, index);
        yield collation.isBinary()
            ? java.util.Arrays.equals(call.bytes(0), call.bytes(index))
            : Comparer.compareText(call.searched(0), call.searched(index), collation) == 0;
      }
    };
  }

  private static Value findInSet(Invocation call) {
    String wanted = call.text(0);
    String list = call.text(1);
    if (call.type(1).is(TypeName.SET) && call.argument(1) instanceof Typed.ShardValue) {
      return memberNumber(wanted, call);
    }
    Collation collation = call.collation(0, 1);
    if (list.isEmpty() || wanted.indexOf(',') >= 0) {
      return number(0);
    }
    int from = 0;
    for (int place = 1; ; place++) {
      int comma = list.indexOf(',', from);
      String item = list.substring(from, comma < 0 ? list.length() : comma);
      if (Comparer.compareText(item, wanted, collation) == 0) {
        return number(place);
      }
      if (comma < 0) {
        return number(0);
      }
      from = comma + 1;
    }
  }

  /** In a column of sets a member's number is what it has in the column, not in the list. */
  private static Value memberNumber(String wanted, Invocation call) {
    int number = Coercion.memberIndex(new Value.Text(wanted), call.type(1));
    long bits = Coercion.memberBits(call.value(1), call.type(1));
    return number(number > 0 && (bits >> (number - 1) & 1) == 1 ? number : 0);
  }

  private static Value sortKey(Invocation call) {
    Collation collation = call.call().type().collation();
    Comparer.requireKnown(collation);
    return new Value.Text(SortKeys.of(Coercion.string(call.value(0), call.type(0)), collation));
  }

  /** Differs: the key's bytes are others than MySQL's weights, and in the same order. */
  private static Value weightString(Invocation call) {
    Collation collation = call.type(0).collation();
    if (collation.isBinary()) {
      return new Value.Bytes(call.bytes(0));
    }
    Comparer.requireKnown(collation);
    return new Value.Bytes(SortKeys.of(call.text(0), collation).getBytes(StandardCharsets.UTF_8));
  }
}
