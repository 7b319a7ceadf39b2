package io.edgesql.dialect.eval;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.Value;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * REGEXP and the REGEXP_* functions. The only class that uses java.util.regex; MySQL's ICU patterns
 * are nearly the same language. Differs: messages of wrong patterns are general, and a pattern that
 * backtracks without end is stopped by the length of the input only.
 */
final class RegexpFunctions {
  private RegexpFunctions() {}

  static void register(Functions functions) {
    register(functions, "REGEXP", call -> LogicalOperators.bool(matcher(call, 2, 1).find()));
    register(functions, "REGEXP_LIKE", call -> LogicalOperators.bool(matcher(call, 2, 1).find()));
    register(functions, "REGEXP_INSTR", RegexpFunctions::instr);
    register(functions, "REGEXP_SUBSTR", RegexpFunctions::substring);
    register(functions, "REGEXP_REPLACE", RegexpFunctions::replace);
  }

  /** NULL if any operand is; where the pattern or the replacement is, the text is not read. */
  private static void register(Functions functions, String name, Functions.Body body) {
    boolean replaces = name.equals("REGEXP_REPLACE");
    functions.lenient(
        name,
        call ->
            call.isNull(1) || (replaces && call.isNull(2)) || call.hasNull()
                ? Value.Null.NULL
                : body.apply(call));
  }

  private static Matcher matcher(Invocation call, int flagsAt, long position) {
    String text = call.text(0);
    int flags =
        call.collation(0, 1).isCaseInsensitive()
            ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE
            : 0;
    boolean unixLines = false;
    if (call.count() > flagsAt) {
      for (char c : call.text(flagsAt).toCharArray()) {
        switch (c) {
          case 'i' -> flags |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
          case 'c' -> flags &= ~Pattern.CASE_INSENSITIVE;
          // An empty text has one line; Java finds no beginning in it.
          case 'm' -> flags |= text.isEmpty() ? 0 : Pattern.MULTILINE;
          case 'n' -> flags |= Pattern.DOTALL;
          case 'u' -> unixLines = true;
          default -> throw new SqlException(1210, "HY000", "Incorrect arguments to " + name(call));
        }
      }
    }
    String pattern = call.text(1);
    if (pattern.isEmpty()) {
      throw new SqlException(3685, "HY000", "Illegal argument to a regular expression.");
    }
    int points = text.codePointCount(0, text.length());
    if (position < 1 || position > points + 1L) {
      throw new SqlException(3686, "HY000", "Index out of bounds in regular expression search.");
    }
    checkReferences(pattern);
    try {
      Matcher matcher =
          Pattern.compile(withClasses(pattern), unixLines ? flags | Pattern.UNIX_LINES : flags)
              .matcher(text);
      return matcher.region(text.offsetByCodePoints(0, (int) position - 1), text.length());
    } catch (PatternSyntaxException wrong) {
      throw wrongPattern(wrong);
    }
  }

  /** A back-reference needs a group: the digits as long as there are so many groups, as in ICU. */
  private static void checkReferences(String pattern) {
    int groups = 0;
    boolean isInClass = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (isInClass) {
        isInClass = c != ']';
      } else if (c == '[') {
        isInClass = true;
      } else if (c == '(' && !isSpecial(pattern, i + 1)) {
        groups++;
      }
    }
    isInClass = false;
    for (int i = 0; i + 1 < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
        int digit = pattern.charAt(i) - '0';
        if (!isInClass && digit >= 1 && digit <= 9 && digit > groups) {
          throw new SqlException(3694, "HY000", "Invalid back-reference in regular expression.");
        }
      } else if (c == '[' || c == ']') {
        isInClass = c == '[';
      }
    }
  }

  /** Whether a parenthesis captures nothing: {@code (?:…)} and its like, but for named groups. */
  private static boolean isSpecial(String pattern, int at) {
    boolean isNamed =
        pattern.startsWith("?<", at)
            && !pattern.startsWith("?<=", at)
            && !pattern.startsWith("?<!", at);
    return pattern.startsWith("?", at) && !isNamed;
  }

  /** {@code [[:alpha:]]} as Java writes it; other patterns as they are. */
  private static String withClasses(String pattern) {
    int open = pattern.indexOf("[:");
    if (open < 0) {
      return pattern;
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    int depth = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[' && depth > 0 && pattern.startsWith("[:", i)) {
        int close = pattern.indexOf(":]", i + 2);
        String found = close < 0 ? null : classOf(pattern.substring(i + 2, close));
        if (found != null) {
          out.append(pattern, from, i).append(found);
          i = close + 1;
          from = close + 2;
        }
      } else if (c == '[') {
        depth++;
      } else if (c == ']' && depth > 0) {
        depth--;
      }
    }
    return out.append(pattern.substring(from)).toString();
  }

  private static @Nullable String classOf(String name) {
    boolean isNegated = name.startsWith("^");
    String property =
        switch (isNegated ? name.substring(1) : name) {
          case "alpha" -> "IsAlphabetic";
          case "digit" -> "Nd";
          case "alnum" -> "IsAlnum";
          case "upper" -> "IsUppercase";
          case "lower" -> "IsLowercase";
          case "punct" -> "IsPunctuation";
          case "space" -> "IsWhite_Space";
          case "cntrl" -> "IsControl";
          case "xdigit" -> "XDigit";
          case "blank" -> "Blank";
          case "graph" -> "Graph";
          case "print" -> "Print";
          default -> "";
        };
    if (property.equals("IsAlnum")) {
      return isNegated ? "[^\\p{IsAlphabetic}\\p{Nd}]" : "\\p{IsAlphabetic}\\p{Nd}";
    }
    return property.isEmpty() ? null : (isNegated ? "\\P{" : "\\p{") + property + "}";
  }

  private static SqlException wrongPattern(PatternSyntaxException wrong) {
    String why = wrong.getDescription();
    if (why.contains("character class")) {
      return new SqlException(
          3696, "HY000", "The regular expression contains an unclosed bracket expression.");
    }
    if (why.contains("Illegal character range")) {
      return new SqlException(
          3697,
          "HY000",
          "The regular expression contains an [x-y] character range where x comes after y.");
    }
    if (why.contains("group") || why.contains("Unmatched")) {
      return new SqlException(3691, "HY000", "Mismatched parenthesis in regular expression.");
    }
    if (why.contains("repetition range")) {
      return new SqlException(
          3693, "HY000", "The maximum is less than the minumum in a {min,max} interval.");
    }
    if (why.contains("internal error") || why.contains("escape")) {
      return new SqlException(3689, "HY000", "Unrecognized escape sequence in regular expression.");
    }
    return new SqlException(
        3688,
        "HY000",
        "Syntax error in regular expression on line 1, character "
            + Math.max(1, wrong.getIndex() + 1)
            + ".");
  }

  private static String name(Invocation call) {
    return call.call().name().toLowerCase(java.util.Locale.ROOT);
  }

  private static long argument(Invocation call, int index, long otherwise) {
    return call.count() > index ? call.whole(index) : otherwise;
  }

  private static boolean findNth(Matcher matcher, long occurrence) {
    for (long i = 0; i < Math.max(1, occurrence); i++) {
      if (!matcher.find()) {
        return false;
      }
    }
    return true;
  }

  private static Value instr(Invocation call) {
    Matcher matcher = matcher(call, 5, argument(call, 2, 1));
    if (!findNth(matcher, argument(call, 3, 1))) {
      return new Value.Int(0, false);
    }
    int at = argument(call, 4, 0) == 1 ? matcher.end() : matcher.start();
    return new Value.Int(call.text(0).codePointCount(0, at) + 1L, false);
  }

  private static Value substring(Invocation call) {
    Matcher matcher = matcher(call, 4, argument(call, 2, 1));
    return findNth(matcher, argument(call, 3, 1)) ? call.string(matcher.group()) : Value.Null.NULL;
  }

  private static Value replace(Invocation call) {
    String text = call.text(0);
    Matcher matcher = matcher(call, 5, argument(call, 3, 1));
    if (text.isEmpty()) {
      return call.string(text);
    }
    long occurrence = argument(call, 4, 0);
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (long found = 1; matcher.find(); found++) {
      if (occurrence == 0 || found == occurrence) {
        out.append(text, from, matcher.start());
        expand(out, matcher, call.text(2));
        from = matcher.end();
      }
    }
    return call.string(out.append(text.substring(from)).toString());
  }

  /** $1 is a group, a backslash takes the next character as it is. */
  private static void expand(StringBuilder out, Matcher matcher, String replacement) {
    for (int i = 0; i < replacement.length(); i++) {
      char c = replacement.charAt(i);
      if (c == '\\' && i + 1 < replacement.length()) {
        out.append(replacement.charAt(++i));
      } else if (c == '$'
          && i + 1 < replacement.length()
          && NumberReader.isDigit(replacement.charAt(i + 1))) {
        int group = replacement.charAt(++i) - '0';
        if (group > matcher.groupCount()) {
          throw new SqlException(
              3686, "HY000", "Index out of bounds in regular expression search.");
        }
        String captured = matcher.group(group);
        out.append(captured == null ? "" : captured);
      } else {
        out.append(c);
      }
    }
  }
}
