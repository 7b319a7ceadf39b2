package io.edgesql.dialect.eval.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON path such as {@code $.a[0].*}, {@code $**.b} or {@code $[last-1 to last]}. */
public final class JsonPath {
  private final List<Leg> legs;

  private JsonPath(List<Leg> legs) {
    this.legs = List.copyOf(legs);
  }

  /** One step of a path. */
  public sealed interface Leg {}

  /** {@code .name}; {@code .*} when null. */
  public record Member(@Nullable String name) implements Leg {}

  /** {@code [n]} or {@code [last-n]}. */
  public record Cell(long index, boolean fromLast) implements Leg {
    /** The index in an array of this size; may be negative or too large. */
    public long at(int size) {
      return fromLast ? size - 1 - index : index;
    }
  }

  /** {@code [a to b]}; {@code [*]} is from 0 to last. */
  public record Range(Cell from, Cell to) implements Leg {}

  /** {@code **}. */
  public record Ellipsis() implements Leg {}

  /** A path is wrong; {@link #position} is the character that error 3143 names. */
  public static final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int position;

    SyntaxException(int position) {
      super("wrong JSON path", null, false, false);
      this.position = position;
    }

    public int position() {
      return position;
    }
  }

  /**
   * Parses a path.
   *
   * @throws SyntaxException if it is none
   */
  public static JsonPath parse(String text) {
    return new JsonPath(new Parser(text).parse());
  }

  public List<Leg> legs() {
    return legs;
  }

  /** The path without its last leg. */
  public JsonPath parent() {
    return new JsonPath(legs.subList(0, Math.max(0, legs.size() - 1)));
  }

  /** Whether it may find more than one value. */
  public boolean isWild() {
    for (Leg leg : legs) {
      if (leg instanceof Ellipsis
          || leg instanceof Range
          || (leg instanceof Member member && member.name() == null)) {
        return true;
      }
    }
    return false;
  }

  /** All values found, in document order, none twice. */
  public List<Json> find(Json document) {
    List<Json> current = List.of(document);
    for (Leg leg : legs) {
      List<Json> next = new ArrayList<>();
      for (Json value : current) {
        step(value, leg, next);
      }
      current = next;
    }
    return current;
  }

  /** As {@link #find}, but what is no array has no first element. */
  public List<Json> findUnwrapped(Json document) {
    List<Json> current = List.of(document);
    for (Leg leg : legs) {
      List<Json> next = new ArrayList<>();
      for (Json value : current) {
        if (!(leg instanceof Cell) || value instanceof Json.Items) {
          step(value, leg, next);
        }
      }
      current = next;
    }
    return current;
  }

  private static void step(Json value, Leg leg, List<Json> out) {
    if (leg instanceof Member member) {
      if (value instanceof Json.Members members) {
        if (member.name() == null) {
          out.addAll(members.map().values());
        } else {
          Json found = members.map().get(member.name());
          if (found != null) {
            out.add(found);
          }
        }
      }
    } else if (leg instanceof Cell cell) {
      // A scalar or object is its own first element.
      if (value instanceof Json.Items items) {
        long at = cell.at(items.list().size());
        if (at >= 0 && at < items.list().size()) {
          out.add(items.list().get((int) at));
        }
      } else if (cell.index() == 0) {
        out.add(value);
      }
    } else if (leg instanceof Range range) {
      if (value instanceof Json.Items items) {
        int size = items.list().size();
        long from = Math.max(0, range.from().at(size));
        long to = Math.min(size - 1L, range.to().at(size));
        for (long i = from; i <= to; i++) {
          out.add(items.list().get((int) i));
        }
      } else if (range.from().at(1) <= 0 && range.to().at(1) >= 0 && !isStar(range)) {
        out.add(value);
      }
    } else {
      descend(value, out);
    }
  }

  private static boolean isStar(Range range) {
    return range.from().equals(new Cell(0, false)) && range.to().equals(new Cell(0, true));
  }

  private static void descend(Json value, List<Json> out) {
    out.add(value);
    if (value instanceof Json.Members members) {
      members.map().values().forEach(child -> descend(child, out));
    } else if (value instanceof Json.Items items) {
      items.list().forEach(child -> descend(child, out));
    }
  }

  /** Reads the text of a path. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    List<Leg> parse() {
      List<Leg> legs = new ArrayList<>();
      skipSpace();
      if (peek() != '$') {
        throw fail();
      }
      at++;
      skipSpace();
      while (at < text.length()) {
        char c = peek();
        if (c == '.') {
          legs.add(member());
        } else if (c == '[') {
          legs.add(cells());
        } else if (c == '*' && text.startsWith("**", at)) {
          at += 2;
          if (text.startsWith("*", at)) {
            throw fail();
          }
          legs.add(new Ellipsis());
        } else {
          throw fail();
        }
        skipSpace();
      }
      if (!legs.isEmpty() && legs.get(legs.size() - 1) instanceof Ellipsis) {
        throw fail();
      }
      return legs;
    }

    private Leg member() {
      at++;
      skipSpace();
      if (peek() == '*') {
        at++;
        return new Member(null);
      }
      if (peek() == '"') {
        return new Member(quoted());
      }
      int from = at;
      while (at < text.length() && isNamePart(text.charAt(at), at == from)) {
        at++;
      }
      if (at == from) {
        throw fail();
      }
      return new Member(text.substring(from, at));
    }

    private String quoted() {
      int from = at++;
      while (at < text.length() && text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      if (at >= text.length()) {
        throw fail();
      }
      at++;
      try {
        return JsonReader.read(text.substring(from, at)) instanceof Json.Text name
            ? name.text()
            : "";
      } catch (JsonSyntaxException wrong) {
        throw fail();
      }
    }

    private Leg cells() {
      at++;
      skipSpace();
      if (peek() == '*') {
        at++;
        close();
        return new Range(new Cell(0, false), new Cell(0, true));
      }
      Cell from = cell();
      skipSpace();
      if (text.startsWith("to", at)) {
        at += 2;
        skipSpace();
        Cell to = cell();
        close();
        return new Range(from, to);
      }
      close();
      return from;
    }

    private void close() {
      skipSpace();
      if (peek() != ']') {
        throw fail();
      }
      at++;
    }

    private Cell cell() {
      if (text.startsWith("last", at)) {
        at += 4;
        skipSpace();
        if (peek() != '-') {
          return new Cell(0, true);
        }
        at++;
        skipSpace();
        return new Cell(number(), true);
      }
      return new Cell(number(), false);
    }

    private long number() {
      int from = at;
      while (peek() >= '0' && peek() <= '9') {
        at++;
      }
      if (at == from || at - from > 10) {
        throw fail();
      }
      return Long.parseLong(text.substring(from, at));
    }

    private static boolean isNamePart(char c, boolean first) {
      return first
          ? Character.isUnicodeIdentifierStart(c) || c == '_' || c == '$'
          : Character.isUnicodeIdentifierPart(c) || c == '$';
    }

    private void skipSpace() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private char peek() {
      return at < text.length() ? text.charAt(at) : 0;
    }

    private SyntaxException fail() {
      return new SyntaxException(Math.min(at, text.length()));
    }
  }
}
