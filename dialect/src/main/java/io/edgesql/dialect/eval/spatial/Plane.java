package io.edgesql.dialect.eval.spatial;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Segments and rings of the plane. */
final class Plane {
  private Plane() {}

  /** A straight line between two points, which may be the same. */
  record Segment(Shape.Point from, Shape.Point to) {
    Shape.Point middle() {
      return new Shape.Point((from.x() + to.x()) / 2, (from.y() + to.y()) / 2);
    }

    double length() {
      return Plane.distance(from, to);
    }

    /** Distance of a point to the nearest of this segment's points. */
    double distance(Shape.Point p) {
      return Plane.distance(p, nearest(p));
    }

    private Shape.Point nearest(Shape.Point p) {
      double dx = to.x() - from.x();
      double dy = to.y() - from.y();
      double square = dx * dx + dy * dy;
      double along = (p.x() - from.x()) * dx + (p.y() - from.y()) * dy;
      if (square == 0 || along <= 0) {
        return from;
      }
      if (along >= square) {
        return to;
      }
      double part = along / square;
      return new Shape.Point(from.x() + part * dx, from.y() + part * dy);
    }

    /** Whether the boxes around two segments meet, by a margin. */
    boolean isNear(Segment other, double margin) {
      return Math.min(from.x(), to.x()) <= Math.max(other.from.x(), other.to.x()) + margin
          && Math.max(from.x(), to.x()) >= Math.min(other.from.x(), other.to.x()) - margin
          && Math.min(from.y(), to.y()) <= Math.max(other.from.y(), other.to.y()) + margin
          && Math.max(from.y(), to.y()) >= Math.min(other.from.y(), other.to.y()) - margin;
    }

    /** The one point where two segments that are not parallel cross; null if there is none. */
    Shape.@Nullable Point crossing(Segment other) {
      double dx = to.x() - from.x();
      double dy = to.y() - from.y();
      double ex = other.to.x() - other.from.x();
      double ey = other.to.y() - other.from.y();
      double denominator = dx * ey - dy * ex;
      if (denominator == 0) {
        return null;
      }
      double fx = other.from.x() - from.x();
      double fy = other.from.y() - from.y();
      double here = (fx * ey - fy * ex) / denominator;
      double there = (fx * dy - fy * dx) / denominator;
      if (here < 0 || here > 1 || there < 0 || there > 1) {
        return null;
      }
      return new Shape.Point(from.x() + here * dx, from.y() + here * dy);
    }

    double distance(Segment other) {
      if (crossing(other) != null) {
        return 0;
      }
      return Math.min(
          Math.min(distance(other.from), distance(other.to)),
          Math.min(other.distance(from), other.distance(to)));
    }
  }

  static double distance(Shape.Point a, Shape.Point b) {
    double dx = a.x() - b.x();
    double dy = a.y() - b.y();
    return Math.sqrt(dx * dx + dy * dy);
  }

  /** The lines and rings of a shape. */
  static List<Shape.Line> lines(Shape shape) {
    List<Shape.Line> lines = new ArrayList<>();
    for (Shape part : shape.parts()) {
      if (part instanceof Shape.Line line) {
        lines.add(line);
      } else if (part instanceof Shape.Polygon polygon) {
        lines.addAll(polygon.rings());
      }
    }
    return lines;
  }

  static List<Segment> segments(Shape.Line line) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 1; i < line.points().size(); i++) {
      segments.add(new Segment(line.points().get(i - 1), line.points().get(i)));
    }
    return segments;
  }

  static List<Segment> segments(Shape shape) {
    List<Segment> segments = new ArrayList<>();
    lines(shape).forEach(line -> segments.addAll(segments(line)));
    return segments;
  }

  /** Whether a point that lies on no ring is inside of a polygon. */
  static boolean isInside(Shape.Point p, Shape.Polygon polygon) {
    boolean inside = false;
    for (Shape.Line ring : polygon.rings()) {
      for (Segment s : segments(ring)) {
        boolean spans = s.from().y() > p.y() != s.to().y() > p.y();
        if (spans
            && p.x()
                < (s.to().x() - s.from().x()) * (p.y() - s.from().y()) / (s.to().y() - s.from().y())
                    + s.from().x()) {
          inside = !inside;
        }
      }
    }
    return inside;
  }

  /** Twice the area, positive if the ring runs against the clock; relative to its first point. */
  static double signedArea(Shape.Line ring) {
    Shape.Point origin = ring.points().get(0);
    double sum = 0;
    for (Segment s : segments(ring)) {
      sum +=
          (s.from().x() - origin.x()) * (s.to().y() - origin.y())
              - (s.to().x() - origin.x()) * (s.from().y() - origin.y());
    }
    return sum;
  }
}
