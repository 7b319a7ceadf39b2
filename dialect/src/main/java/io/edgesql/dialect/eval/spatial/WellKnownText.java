package io.edgesql.dialect.eval.spatial;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.DoubleFunction;

/** WKT: {@code POLYGON((0 0,4 0,4 4,0 0))}. */
public final class WellKnownText {
  private static final int MAX_DEPTH = 100;

  private final String text;
  private int at;

  private WellKnownText(String text) {
    this.text = text;
  }

  /**
   * Reads a shape.
   *
   * @throws InvalidShapeException if the text is none
   */
  public static Shape read(String text) {
    WellKnownText reader = new WellKnownText(text);
    Shape shape = reader.shape(0);
    reader.skipSpace();
    if (reader.at != text.length()) {
      throw new InvalidShapeException();
    }
    return shape;
  }

  /** Writes a shape; {@code number} prints a coordinate. */
  public static String write(Shape shape, DoubleFunction<String> number) {
    String name = shape.type().name();
    if (shape instanceof Shape.Group group && group.members().isEmpty()) {
      return name + " EMPTY";
    }
    return name + body(shape, number);
  }

  private static String body(Shape shape, DoubleFunction<String> number) {
    if (shape instanceof Shape.Point point) {
      return "(" + pair(point, number) + ")";
    }
    if (shape instanceof Shape.Line line) {
      StringJoiner points = new StringJoiner(",", "(", ")");
      line.points().forEach(point -> points.add(pair(point, number)));
      return points.toString();
    }
    StringJoiner members = new StringJoiner(",", "(", ")");
    if (shape instanceof Shape.Polygon polygon) {
      polygon.rings().forEach(ring -> members.add(body(ring, number)));
    } else if (shape instanceof Shape.Group group) {
      boolean named = group.type() == ShapeType.GEOMETRYCOLLECTION;
      for (Shape member : group.members()) {
        members.add(named ? write(member, number) : body(member, number));
      }
    }
    return members.toString();
  }

  private static String pair(Shape.Point point, DoubleFunction<String> number) {
    return number.apply(point.x()) + " " + number.apply(point.y());
  }

  private Shape shape(int depth) {
    if (depth > MAX_DEPTH) {
      throw new InvalidShapeException();
    }
    String word = word();
    return switch (word) {
      case "POINT" -> {
        expect('(');
        Shape.Point point = point();
        expect(')');
        yield point;
      }
      case "LINESTRING" -> line(2);
      case "POLYGON" -> polygon();
      case "MULTIPOINT" -> multiPoint();
      case "MULTILINESTRING", "MULTIPOLYGON" -> multi(ShapeType.valueOf(word));
      case "GEOMETRYCOLLECTION" -> collection(depth);
      default -> throw new InvalidShapeException();
    };
  }

  private Shape.Line line(int fewest) {
    expect('(');
    List<Shape.Point> points = new ArrayList<>();
    do {
      points.add(point());
    } while (accept(','));
    expect(')');
    if (points.size() < fewest) {
      throw new InvalidShapeException();
    }
    return new Shape.Line(points);
  }

  private Shape.Polygon polygon() {
    expect('(');
    List<Shape.Line> rings = new ArrayList<>();
    do {
      Shape.Line ring = line(4);
      if (!ring.isClosed()) {
        throw new InvalidShapeException();
      }
      rings.add(ring);
    } while (accept(','));
    expect(')');
    return new Shape.Polygon(rings);
  }

  /** Points with or without parentheses, but all of them alike. */
  private Shape.Group multiPoint() {
    expect('(');
    skipSpace();
    boolean isBracketed = at < text.length() && text.charAt(at) == '(';
    List<Shape> members = new ArrayList<>();
    do {
      if (isBracketed) {
        expect('(');
      }
      members.add(point());
      if (isBracketed) {
        expect(')');
      }
    } while (accept(','));
    expect(')');
    return new Shape.Group(ShapeType.MULTIPOINT, members);
  }

  private Shape.Group multi(ShapeType type) {
    expect('(');
    List<Shape> members = new ArrayList<>();
    do {
      members.add(type == ShapeType.MULTIPOLYGON ? polygon() : line(2));
    } while (accept(','));
    expect(')');
    return new Shape.Group(type, members);
  }

  private Shape.Group collection(int depth) {
    List<Shape> members = new ArrayList<>();
    int before = at;
    if (word().equals("EMPTY")) {
      return new Shape.Group(ShapeType.GEOMETRYCOLLECTION, members);
    }
    at = before;
    expect('(');
    if (!accept(')')) {
      do {
        members.add(shape(depth + 1));
      } while (accept(','));
      expect(')');
    }
    return new Shape.Group(ShapeType.GEOMETRYCOLLECTION, members);
  }

  private Shape.Point point() {
    double x = number();
    return new Shape.Point(x, number());
  }

  private double number() {
    skipSpace();
    int start = at;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int digits = skipDigits();
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits += skipDigits();
    }
    if (digits == 0) {
      throw new InvalidShapeException();
    }
    exponent();
    double number = Double.parseDouble(text.substring(start, at));
    if (!Double.isFinite(number)) {
      throw new InvalidShapeException();
    }
    return number;
  }

  private void exponent() {
    int before = at;
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      if (skipDigits() == 0) {
        at = before;
      }
    }
  }

  private int skipDigits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - start;
  }

  private String word() {
    skipSpace();
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at).toUpperCase(Locale.ROOT);
  }

  private void expect(char wanted) {
    if (!accept(wanted)) {
      throw new InvalidShapeException();
    }
  }

  private boolean accept(char wanted) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length()
        && (text.charAt(at) == ' ' || (text.charAt(at) >= '\t' && text.charAt(at) <= '\r'))) {
      at++;
    }
  }
}
