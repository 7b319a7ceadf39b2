package io.edgesql.dialect.eval.spatial;

import java.util.HashSet;
import java.util.List;

/** Whether shapes are simple (they do not meet themselves) and valid (their polygons are areas). */
public final class Validity {
  private Validity() {}

  /** No point twice, no line through itself but to close, no ring that meets itself. */
  public static boolean isSimple(Shape shape) {
    HashSet<Shape.Point> seen = new HashSet<>();
    for (Shape part : shape.parts()) {
      if (part instanceof Shape.Point point && !seen.add(point)) {
        return false;
      }
    }
    for (Shape.Line line : Plane.lines(shape)) {
      boolean repeats = Plane.segments(line).stream().anyMatch(segment -> segment.length() == 0);
      if (repeats || !isSimple(line)) {
        return false;
      }
    }
    return true;
  }

  /** Polygons: simple rings of an area, holes inside of the exterior, nothing overlaps. */
  public static boolean isValid(Shape shape) {
    List<Shape> parts = shape.parts();
    for (Shape part : parts) {
      if (part instanceof Shape.Line line && Measures.length(line) == 0) {
        return false;
      }
      if (part instanceof Shape.Polygon polygon && !isValid(polygon)) {
        return false;
      }
    }
    if (shape.type() == ShapeType.MULTIPOLYGON) {
      for (int i = 0; i < parts.size(); i++) {
        for (int j = 0; j < i; j++) {
          if (!isApart(parts.get(i), parts.get(j))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean isValid(Shape.Polygon polygon) {
    Shape exterior = new Shape.Polygon(polygon.rings().subList(0, 1));
    for (int i = 0; i < polygon.rings().size(); i++) {
      Shape.Line ring = polygon.rings().get(i);
      if (Plane.signedArea(ring) == 0 || !isSimple(ring)) {
        return false;
      }
      Shape hole = new Shape.Polygon(List.of(ring));
      if (i > 0 && !Relation.of(hole, exterior).isWithin()) {
        return false;
      }
      for (int j = 1; j < i; j++) {
        if (!isApart(hole, new Shape.Polygon(List.of(polygon.rings().get(j))))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Two areas that meet in single points at most. */
  private static boolean isApart(Shape a, Shape b) {
    Relation relation = Relation.of(a, b);
    return relation.isDisjoint() || (relation.isTouch() && !relation.sharesLine());
  }

  private static boolean isSimple(Shape.Line line) {
    List<Plane.Segment> segments =
        Plane.segments(line).stream().filter(segment -> segment.length() > 0).toList();
    Relation.checkEffort(segments.size(), segments.size());
    for (int i = 0; i < segments.size(); i++) {
      for (int j = 0; j < i; j++) {
        boolean closes = line.isClosed() && j == 0 && i == segments.size() - 1;
        if (meet(segments.get(j), segments.get(i), j == i - 1, closes)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether two segments share more than the point where one goes on from the other. */
  private static boolean meet(
      Plane.Segment first, Plane.Segment second, boolean follows, boolean closes) {
    if (!follows && !closes) {
      return first.distance(second) == 0;
    }
    boolean back = follows && isBack(first.to(), first.from(), second.to());
    boolean backAtStart = closes && isBack(first.from(), first.to(), second.from());
    return back || backAtStart;
  }

  /** Whether two points lie in the same direction. */
  private static boolean isBack(Shape.Point corner, Shape.Point p, Shape.Point q) {
    double px = p.x() - corner.x();
    double py = p.y() - corner.y();
    double qx = q.x() - corner.x();
    double qy = q.y() - corner.y();
    return px * qy - py * qx == 0 && px * qx + py * qy > 0;
  }
}
