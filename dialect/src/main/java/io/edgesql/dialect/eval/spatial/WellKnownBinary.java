package io.edgesql.dialect.eval.spatial;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * WKB: a byte order (1: little-endian), a type, then coordinates or counted parts.
 *
 * <pre>{@code
 * int<1>  byte order
 * int<4>  type, 1 to 7
 * ...     two doubles; or a count and points; or a count and rings; or a count and WKB
 * }</pre>
 */
public final class WellKnownBinary {
  /** Groups inside of groups; what is deeper is no geometry. */
  private static final int MAX_DEPTH = 100;

  private final byte[] bytes;
  private int at;
  private boolean isLittle = true;

  private WellKnownBinary(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  /**
   * Reads a shape that ends where the bytes end.
   *
   * @throws InvalidShapeException if it is none
   */
  public static Shape read(byte[] bytes, int from) {
    WellKnownBinary reader = new WellKnownBinary(bytes, from);
    Shape shape = reader.shape(0);
    if (reader.at != bytes.length) {
      throw new InvalidShapeException();
    }
    return shape;
  }

  public static byte[] write(Shape shape) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out, shape);
    return out.toByteArray();
  }

  private Shape shape(int depth) {
    if (at >= bytes.length || bytes[at] < 0 || bytes[at] > 1 || depth > MAX_DEPTH) {
      throw new InvalidShapeException();
    }
    isLittle = bytes[at++] == 1;
    int code = count(Integer.MAX_VALUE);
    ShapeType type = ShapeType.of(code);
    if (type == null) {
      throw new InvalidShapeException();
    }
    return switch (type) {
      case POINT -> point();
      case LINESTRING -> line(2);
      case POLYGON -> polygon();
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMETRYCOLLECTION -> group(type, depth);
    };
  }

  private Shape.Polygon polygon() {
    int count = count(bytes.length / 4);
    List<Shape.Line> rings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Shape.Line ring = line(4);
      if (!ring.isClosed()) {
        throw new InvalidShapeException();
      }
      rings.add(ring);
    }
    if (rings.isEmpty()) {
      throw new InvalidShapeException();
    }
    return new Shape.Polygon(rings);
  }

  private Shape.Group group(ShapeType type, int depth) {
    int count = count(bytes.length / 5);
    List<Shape> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Shape member = shape(depth + 1);
      if (!type.holds(member.type())) {
        throw new InvalidShapeException();
      }
      members.add(member);
    }
    if (members.isEmpty() && type != ShapeType.GEOMETRYCOLLECTION) {
      throw new InvalidShapeException();
    }
    return new Shape.Group(type, members);
  }

  private Shape.Line line(int fewest) {
    int count = count(bytes.length / 16);
    List<Shape.Point> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(point());
    }
    if (points.size() < fewest) {
      throw new InvalidShapeException();
    }
    return new Shape.Line(points);
  }

  private Shape.Point point() {
    double x = Double.longBitsToDouble(number(8));
    double y = Double.longBitsToDouble(number(8));
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new InvalidShapeException();
    }
    return new Shape.Point(x, y);
  }

  private int count(int most) {
    long count = number(4);
    if (count > most) {
      throw new InvalidShapeException();
    }
    return (int) count;
  }

  private long number(int length) {
    if (bytes.length - at < length) {
      throw new InvalidShapeException();
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | (bytes[isLittle ? at + length - 1 - i : at + i] & 0xff);
    }
    at += length;
    return number;
  }

  private static void write(ByteArrayOutputStream out, Shape shape) {
    out.write(1);
    number(out, shape.type().code(), 4);
    if (shape instanceof Shape.Point point) {
      write(out, point);
    } else if (shape instanceof Shape.Line line) {
      write(out, line);
    } else if (shape instanceof Shape.Polygon polygon) {
      number(out, polygon.rings().size(), 4);
      polygon.rings().forEach(ring -> write(out, ring));
    } else if (shape instanceof Shape.Group group) {
      number(out, group.members().size(), 4);
      group.members().forEach(member -> write(out, member));
    }
  }

  private static void write(ByteArrayOutputStream out, Shape.Line line) {
    number(out, line.points().size(), 4);
    line.points().forEach(point -> write(out, point));
  }

  private static void write(ByteArrayOutputStream out, Shape.Point point) {
    number(out, Double.doubleToRawLongBits(point.x()), 8);
    number(out, Double.doubleToRawLongBits(point.y()), 8);
  }

  private static void number(ByteArrayOutputStream out, long number, int length) {
    for (int i = 0; i < length; i++) {
      out.write((int) (number >> (8 * i)));
    }
  }
}
