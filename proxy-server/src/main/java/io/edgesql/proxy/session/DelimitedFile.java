package io.edgesql.proxy.session;

import io.edgesql.dialect.tree.Statement;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the content of a LOAD DATA file into rows of fields. Fed in pieces; a row that is not
 * complete waits for the next piece. Works on characters, so the file's character set must be
 * decoded first.
 */
final class DelimitedFile {
  private final Statement.LoadData format;
  private final Consumer<List<@Nullable String>> rows;
  private final StringBuilder rest = new StringBuilder();
  private final int escape;
  private final int enclosure;
  private long linesToSkip;

  DelimitedFile(Statement.LoadData format, Consumer<List<@Nullable String>> rows) {
    this.format = format;
    this.rows = rows;
    this.escape = format.fieldsEscapedBy().isEmpty() ? -1 : format.fieldsEscapedBy().charAt(0);
    this.enclosure = format.fieldsEnclosedBy().isEmpty() ? -1 : format.fieldsEnclosedBy().charAt(0);
    this.linesToSkip = format.ignoreLines();
  }

  /** The character set of a file; null for one that Java has not. */
  static @Nullable Charset charsetOf(String name) {
    return io.edgesql.protocol.type.Collation.defaultOf(name)
        .flatMap(io.edgesql.protocol.type.Collation::javaCharset)
        .orElse(null);
  }

  /** More of the file. */
  void feed(String text) {
    rest.append(text);
    int consumed = 0;
    while (true) {
      int next = readRow(consumed, false);
      if (next < 0) {
        break;
      }
      consumed = next;
    }
    rest.delete(0, consumed);
  }

  /** The end of the file: what is left is the last row, without its terminator. */
  void end() {
    int at = 0;
    while (at < rest.length()) {
      int next = readRow(at, true);
      if (next <= at) {
        break;
      }
      at = next;
    }
    rest.setLength(0);
  }

  /** Characters that wait for the rest of their row. */
  int waiting() {
    return rest.length();
  }

  /** Reads a row that begins at an index; gives the index behind it, or -1 if it is cut. */
  private int readRow(int from, boolean isEnd) {
    int at = from;
    String start = format.linesStartingBy();
    if (!start.isEmpty()) {
      int found = rest.indexOf(start, from);
      if (found < 0) {
        return isEnd ? rest.length() : -1;
      }
      at = found + start.length();
    }
    if (at >= rest.length()) {
      return -1;
    }
    List<@Nullable String> fields = new ArrayList<>();
    while (true) {
      int next = readField(at, fields, isEnd);
      if (next == CUT) {
        return -1;
      }
      if (next < 0) {
        int end = -next - 2;
        emit(fields);
        return end;
      }
      at = next;
    }
  }

  private static final int CUT = -1;

  private void emit(List<@Nullable String> fields) {
    if (linesToSkip > 0) {
      linesToSkip--;
    } else {
      rows.accept(fields);
    }
  }

  /**
   * Reads a field.
   *
   * @return the index of the next field; {@link #CUT}; or -2 - (index behind the line's end)
   */
  private int readField(int from, List<@Nullable String> fields, boolean isEnd) {
    StringBuilder field = new StringBuilder();
    int at = from;
    boolean isEnclosed = enclosure >= 0 && at < rest.length() && rest.charAt(at) == enclosure;
    boolean isNull = false;
    if (isEnclosed) {
      at++;
    }
    while (at < rest.length()) {
      char c = rest.charAt(at);
      if (c == escape && at + 1 < rest.length()) {
        char next = rest.charAt(at + 1);
        isNull |= next == 'N' && field.isEmpty() && !isEnclosed;
        field.append(unescape(next));
        at += 2;
        continue;
      }
      if (isEnclosed && c == enclosure) {
        if (at + 1 < rest.length() && rest.charAt(at + 1) == enclosure) {
          field.append(c);
          at += 2;
          continue;
        }
        int behind = terminator(at + 1, isEnd);
        if (behind != NONE) {
          fields.add(field.toString());
          return behind;
        }
        if (at + 1 >= rest.length() && !isEnd) {
          return CUT;
        }
      } else if (!isEnclosed) {
        int behind = terminator(at, isEnd);
        if (behind != NONE) {
          fields.add(value(field, isNull));
          return behind;
        }
      }
      field.append(c);
      at++;
    }
    if (!isEnd) {
      return CUT;
    }
    fields.add(value(field, isNull));
    return -2 - rest.length();
  }

  private static final int NONE = Integer.MIN_VALUE;

  /** What ends here: a field (the index behind it), a line (-2 - index), or nothing. */
  private int terminator(int at, boolean isEnd) {
    if (startsWith(format.linesTerminatedBy(), at)) {
      return -2 - (at + format.linesTerminatedBy().length());
    }
    if (startsWith(format.fieldsTerminatedBy(), at)) {
      return at + format.fieldsTerminatedBy().length();
    }
    return isEnd && at >= rest.length() ? -2 - at : NONE;
  }

  private boolean startsWith(String text, int at) {
    if (text.isEmpty() || at + text.length() > rest.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (rest.charAt(at + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String value(StringBuilder field, boolean isNull) {
    boolean isWord = enclosure >= 0 && field.toString().equals("NULL");
    return (isNull && field.toString().equals("N")) || isWord ? null : field.toString();
  }

  private static char unescape(char c) {
    return switch (c) {
      case '0' -> '\0';
      case 'b' -> '\b';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'Z' -> 26;
      default -> c;
    };
  }
}
