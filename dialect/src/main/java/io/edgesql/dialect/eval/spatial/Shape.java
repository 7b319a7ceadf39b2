package io.edgesql.dialect.eval.spatial;

import java.util.ArrayList;
import java.util.List;

/** A geometry without its reference system. {@code x} is the longitude of a geographic one. */
public sealed interface Shape {
  record Point(double x, double y) implements Shape {
    @Override
    public ShapeType type() {
      return ShapeType.POINT;
    }
  }

  /** At least two points, which may be the same. */
  record Line(List<Point> points) implements Shape {
    @Override
    public ShapeType type() {
      return ShapeType.LINESTRING;
    }

    public boolean isClosed() {
      return points.get(0).equals(points.get(points.size() - 1));
    }
  }

  /** The exterior ring and its holes; each is closed and has at least four points. */
  record Polygon(List<Line> rings) implements Shape {
    @Override
    public ShapeType type() {
      return ShapeType.POLYGON;
    }
  }

  /** A MULTI… or a collection; only a collection may be empty. */
  record Group(ShapeType type, List<Shape> members) implements Shape {}

  ShapeType type();

  /** The parts that are no groups, in order. */
  default List<Shape> parts() {
    List<Shape> parts = new ArrayList<>();
    collect(this, parts);
    return parts;
  }

  private static void collect(Shape shape, List<Shape> parts) {
    if (shape instanceof Group group) {
      group.members().forEach(member -> collect(member, parts));
    } else {
      parts.add(shape);
    }
  }

  default boolean isEmpty() {
    return parts().isEmpty();
  }

  /** 0, 1 or 2, the highest of a collection's; -1 for an empty one. */
  default int dimension() {
    int highest = -1;
    for (Shape part : parts()) {
      highest = Math.max(highest, part.type().code() - ShapeType.POINT.code());
    }
    return highest;
  }

  /** All points, in order. */
  default List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (Shape part : parts()) {
      if (part instanceof Point point) {
        points.add(point);
      } else if (part instanceof Line line) {
        points.addAll(line.points());
      } else if (part instanceof Polygon polygon) {
        polygon.rings().forEach(ring -> points.addAll(ring.points()));
      }
    }
    return points;
  }

  /** Every point's two coordinates exchanged. */
  default Shape swapped() {
    if (this instanceof Point point) {
      return new Point(point.y(), point.x());
    }
    if (this instanceof Line line) {
      return exchanged(line);
    }
    if (this instanceof Polygon polygon) {
      return new Polygon(polygon.rings().stream().map(Shape::exchanged).toList());
    }
    Group group = (Group) this;
    return new Group(group.type(), group.members().stream().map(Shape::swapped).toList());
  }

  private static Line exchanged(Line line) {
    return new Line(line.points().stream().map(p -> new Point(p.y(), p.x())).toList());
  }
}
