package io.edgesql.dialect.eval.spatial;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lengths, areas, distances, centres and hulls in the plane. */
public final class Measures {
  /** Metres: the radius that ST_Distance_Sphere uses by default. */
  public static final double EARTH_RADIUS = 6_370_986;

  private Measures() {}

  public static double length(Shape shape) {
    double sum = 0;
    for (Plane.Segment segment : Plane.segments(shape)) {
      sum += segment.length();
    }
    return sum;
  }

  /** The area of the polygons; their holes do not count. */
  public static double area(Shape shape) {
    double sum = 0;
    for (Shape part : shape.parts()) {
      if (part instanceof Shape.Polygon polygon) {
        for (int i = 0; i < polygon.rings().size(); i++) {
          double ring = Math.abs(Plane.signedArea(polygon.rings().get(i))) / 2;
          sum += i == 0 ? ring : -ring;
        }
      }
    }
    return sum;
  }

  /** The smallest distance between two shapes that are not empty. */
  public static double distance(Shape a, Shape b) {
    if (isCovered(a, b) || isCovered(b, a)) {
      return 0;
    }
    List<Plane.Segment> left = pieces(a);
    List<Plane.Segment> right = pieces(b);
    Relation.checkEffort(left.size(), right.size());
    double smallest = Double.POSITIVE_INFINITY;
    for (Plane.Segment l : left) {
      for (Plane.Segment r : right) {
        smallest = Math.min(smallest, l.distance(r));
      }
    }
    return smallest;
  }

  /** Metres along a great circle between points of degrees. */
  public static double onSphere(Shape a, Shape b, double radius) {
    double smallest = Double.POSITIVE_INFINITY;
    for (Shape.Point p : a.points()) {
      for (Shape.Point q : b.points()) {
        double x = Math.toRadians(q.x()) - Math.toRadians(p.x());
        double y = Math.toRadians(q.y()) - Math.toRadians(p.y());
        double sy = Math.sin(y / 2);
        double sx = Math.sin(x / 2);
        double h =
            sy * sy + sx * sx * Math.cos(Math.toRadians(p.y())) * Math.cos(Math.toRadians(q.y()));
        smallest = Math.min(smallest, 2 * radius * Math.asin(Math.sqrt(h)));
      }
    }
    return smallest;
  }

  private static boolean isCovered(Shape a, Shape b) {
    for (Shape part : b.parts()) {
      if (part instanceof Shape.Polygon polygon) {
        for (Shape piece : a.parts()) {
          if (Plane.isInside(piece.points().get(0), polygon)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** All segments; a point is one of no length. */
  private static List<Plane.Segment> pieces(Shape shape) {
    List<Plane.Segment> pieces = Plane.segments(shape);
    for (Shape part : shape.parts()) {
      if (part instanceof Shape.Point point) {
        pieces.add(new Plane.Segment(point, point));
      }
    }
    return pieces;
  }

  /** The smallest box around a shape: a point, a line or a polygon; null around nothing. */
  public static @Nullable Shape envelope(Shape shape) {
    double[] box = box(shape);
    if (box == null) {
      return null;
    }
    return box(new Shape.Point(box[0], box[1]), new Shape.Point(box[2], box[3]));
  }

  /** Smallest x and y, greatest x and y; null of nothing. */
  public static double @Nullable [] box(Shape shape) {
    List<Shape.Point> points = shape.points();
    if (points.isEmpty()) {
      return null;
    }
    double[] box = {points.get(0).x(), points.get(0).y(), points.get(0).x(), points.get(0).y()};
    for (Shape.Point p : points) {
      box[0] = Math.min(box[0], p.x());
      box[1] = Math.min(box[1], p.y());
      box[2] = Math.max(box[2], p.x());
      box[3] = Math.max(box[3], p.y());
    }
    return box;
  }

  /** The box with these two corners. */
  public static Shape box(Shape.Point a, Shape.Point b) {
    double left = Math.min(a.x(), b.x());
    double right = Math.max(a.x(), b.x());
    double low = Math.min(a.y(), b.y());
    double high = Math.max(a.y(), b.y());
    Shape.Point first = new Shape.Point(left, low);
    if (left == right && low == high) {
      return first;
    }
    Shape.Point last = new Shape.Point(right, high);
    if (left == right || low == high) {
      return new Shape.Line(List.of(first, last));
    }
    List<Shape.Point> corners =
        List.of(first, new Shape.Point(right, low), last, new Shape.Point(left, high), first);
    return new Shape.Polygon(List.of(new Shape.Line(corners)));
  }

  /** The centre of mass of the parts of the highest dimension; null of nothing. */
  public static Shape.@Nullable Point centroid(Shape shape) {
    int dimension = shape.dimension();
    List<Shape.Point> points = shape.points();
    if (points.isEmpty()) {
      return null;
    }
    double[] sum = new double[3];
    Shape.Point origin = points.get(0);
    for (Shape part : shape.parts()) {
      if (part instanceof Shape.Point p && dimension == 0) {
        add(sum, p.x(), p.y(), 1);
      } else if (part instanceof Shape.Line line && dimension == 1) {
        for (Plane.Segment s : Plane.segments(line)) {
          add(sum, s.middle().x(), s.middle().y(), s.length());
        }
      } else if (part instanceof Shape.Polygon polygon) {
        for (int i = 0; i < polygon.rings().size(); i++) {
          addRing(sum, polygon.rings().get(i), i == 0, origin);
        }
      }
    }
    if (sum[2] == 0) {
      return origin;
    }
    double x = sum[0] / sum[2];
    double y = sum[1] / sum[2];
    return dimension == 2 ? new Shape.Point(origin.x() + x, origin.y() + y) : new Shape.Point(x, y);
  }

  private static void add(double[] sum, double x, double y, double weight) {
    sum[0] += x * weight;
    sum[1] += y * weight;
    sum[2] += weight;
  }

  private static void addRing(
      double[] sum, Shape.Line ring, boolean isExterior, Shape.Point origin) {
    double sign = Plane.signedArea(ring) > 0 == isExterior ? 1 : -1;
    for (Plane.Segment s : Plane.segments(ring)) {
      double x1 = s.from().x() - origin.x();
      double y1 = s.from().y() - origin.y();
      double x2 = s.to().x() - origin.x();
      double y2 = s.to().y() - origin.y();
      double cross = sign * (x1 * y2 - x2 * y1);
      sum[0] += (x1 + x2) * cross;
      sum[1] += (y1 + y2) * cross;
      sum[2] += 3 * cross;
    }
  }

  /** The convex hull, against the clock from its leftmost point; null of nothing. */
  public static @Nullable Shape convexHull(Shape shape) {
    List<Shape.Point> sorted = new ArrayList<>(shape.points());
    sorted.sort(Comparator.comparingDouble(Shape.Point::x).thenComparingDouble(Shape.Point::y));
    List<Shape.Point> points = sorted.stream().distinct().toList();
    if (points.isEmpty()) {
      return null;
    }
    if (points.size() == 1) {
      return points.get(0);
    }
    List<Shape.Point> hull = new ArrayList<>();
    for (Shape.Point p : points) {
      turnLeft(hull, p, 1);
    }
    int lower = hull.size();
    for (int i = points.size() - 2; i >= 0; i--) {
      turnLeft(hull, points.get(i), lower);
    }
    return hull.size() == 3
        ? new Shape.Line(List.copyOf(hull.subList(0, 2)))
        : new Shape.Polygon(List.of(new Shape.Line(List.copyOf(hull))));
  }

  private static void turnLeft(List<Shape.Point> hull, Shape.Point next, int keep) {
    while (hull.size() > keep && cross(hull, next) <= 0) {
      hull.remove(hull.size() - 1);
    }
    hull.add(next);
  }

  private static double cross(List<Shape.Point> hull, Shape.Point next) {
    Shape.Point a = hull.get(hull.size() - 2);
    Shape.Point b = hull.get(hull.size() - 1);
    return (b.x() - a.x()) * (next.y() - a.y()) - (b.y() - a.y()) * (next.x() - a.x());
  }
}
