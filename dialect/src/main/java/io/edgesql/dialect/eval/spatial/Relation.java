package io.edgesql.dialect.eval.spatial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How two shapes of the plane lie to each other: the dimension in which the interior, the boundary
 * and the exterior of one meets those of the other (the "nine intersections" of OGC).
 *
 * <p>Both shapes' lines are cut where they meet; then every end, every middle and, of polygons,
 * both sides of every piece are located in both shapes.
 */
public final class Relation {
  private static final int INTERIOR = 0;
  private static final int BOUNDARY = 1;
  private static final int EXTERIOR = 2;
  private static final int NOTHING = -1;

  /** Pairs of segments that are compared at most: a few tenths of a second. */
  private static final long MAX_PAIRS = 10_000_000;

  /** Part of the greatest coordinate within which points are the same. */
  private static final double SAME = 1e-13;

  /** Part of the greatest coordinate that a side of a line is looked at from. */
  private static final double BESIDE = 1e-8;

  private final int[][] dimensions = new int[3][3];
  private final Located a;
  private final Located b;

  private Relation(Shape left, Shape right) {
    double scale = Math.max(scale(left), scale(right));
    this.a = new Located(left, scale * SAME);
    this.b = new Located(right, scale * SAME);
    for (int[] row : dimensions) {
      Arrays.fill(row, NOTHING);
    }
    dimensions[EXTERIOR][EXTERIOR] = 2;
    cut(a.segments, b.segments, scale);
    cut(b.segments, a.segments, scale);
    for (Shape.Point point : left.points()) {
      meet(point, 0);
    }
    for (Shape.Point point : right.points()) {
      meet(point, 0);
    }
  }

  /** The parts of more than {@code MAX_PAIRS} pairs of segments. */
  public static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("too many points", null, false, false);
    }
  }

  /**
   * Compares two shapes, each of them of parts of one dimension.
   *
   * @throws TooLargeException if they have too many points
   */
  public static Relation of(Shape left, Shape right) {
    return new Relation(left, right);
  }

  static void checkEffort(int left, int right) {
    if ((long) left * right > MAX_PAIRS) {
      throw new TooLargeException();
    }
  }

  public boolean isDisjoint() {
    return !meets(INTERIOR, INTERIOR)
        && !meets(INTERIOR, BOUNDARY)
        && !meets(BOUNDARY, INTERIOR)
        && !meets(BOUNDARY, BOUNDARY);
  }

  public boolean isTouch() {
    return !meets(INTERIOR, INTERIOR) && !isDisjoint();
  }

  public boolean isWithin() {
    return meets(INTERIOR, INTERIOR) && !meets(INTERIOR, EXTERIOR) && !meets(BOUNDARY, EXTERIOR);
  }

  public boolean isContains() {
    return meets(INTERIOR, INTERIOR) && !meets(EXTERIOR, INTERIOR) && !meets(EXTERIOR, BOUNDARY);
  }

  /** Whether their boundaries run along each other. */
  boolean sharesLine() {
    return dimensions[BOUNDARY][BOUNDARY] == 1;
  }

  /** Without a point outside of the other. */
  public boolean isCoveredBy() {
    return !isDisjoint() && !meets(INTERIOR, EXTERIOR) && !meets(BOUNDARY, EXTERIOR);
  }

  public boolean isCovers() {
    return !isDisjoint() && !meets(EXTERIOR, INTERIOR) && !meets(EXTERIOR, BOUNDARY);
  }

  public boolean isEqual() {
    return isWithin() && isContains();
  }

  /** Shapes of one dimension: each has inner points that the other has not, and they share some. */
  public boolean isOverlap(int dimension) {
    int shared = dimensions[INTERIOR][INTERIOR];
    return (dimension == 1 ? shared == 1 : shared >= 0)
        && meets(INTERIOR, EXTERIOR)
        && meets(EXTERIOR, INTERIOR);
  }

  /** Two lines cross in points alone; a shape crosses one of higher dimension in part. */
  public boolean isCross(int left, int right) {
    if (left == 1 && right == 1) {
      return dimensions[INTERIOR][INTERIOR] == 0;
    }
    return meets(INTERIOR, INTERIOR)
        && (left < right ? meets(INTERIOR, EXTERIOR) : meets(EXTERIOR, INTERIOR));
  }

  private boolean meets(int left, int right) {
    return dimensions[left][right] != NOTHING;
  }

  private void meet(Shape.Point point, int dimension) {
    int left = a.locate(point);
    int right = b.locate(point);
    dimensions[left][right] = Math.max(dimensions[left][right], dimension);
  }

  private void cut(List<Plane.Segment> segments, List<Plane.Segment> others, double scale) {
    checkEffort(segments.size(), others.size());
    for (Plane.Segment segment : segments) {
      List<Shape.Point> cuts = new ArrayList<>(List.of(segment.from(), segment.to()));
      for (Plane.Segment other : others) {
        if (segment.isNear(other, scale * SAME)) {
          addCuts(cuts, segment, other, scale * SAME);
        }
      }
      cuts.sort(
          (p, q) ->
              Double.compare(Plane.distance(segment.from(), p), Plane.distance(segment.from(), q)));
      for (int i = 1; i < cuts.size(); i++) {
        Plane.Segment piece = new Plane.Segment(cuts.get(i - 1), cuts.get(i));
        meet(piece.from(), 0);
        if (piece.length() > scale * SAME) {
          meet(piece.middle(), 1);
          meetSides(piece, scale);
        }
      }
    }
  }

  private static void addCuts(
      List<Shape.Point> cuts, Plane.Segment segment, Plane.Segment other, double same) {
    Shape.Point crossing = segment.crossing(other);
    if (crossing != null) {
      cuts.add(crossing);
    }
    if (segment.distance(other.from()) <= same) {
      cuts.add(other.from());
    }
    if (segment.distance(other.to()) <= same) {
      cuts.add(other.to());
    }
  }

  /** Both sides of a polygon's piece are areas of it and of the other shape, or lie outside. */
  private void meetSides(Plane.Segment piece, double scale) {
    if (!a.hasArea && !b.hasArea) {
      return;
    }
    double length = piece.length();
    double dx = (piece.to().x() - piece.from().x()) / length * scale * BESIDE;
    double dy = (piece.to().y() - piece.from().y()) / length * scale * BESIDE;
    Shape.Point middle = piece.middle();
    for (int sign = -1; sign <= 1; sign += 2) {
      Shape.Point side = new Shape.Point(middle.x() - sign * dy, middle.y() + sign * dx);
      int left = a.locateArea(side);
      int right = b.locateArea(side);
      dimensions[left][right] = 2;
    }
  }

  private static double scale(Shape shape) {
    double greatest = 0;
    for (Shape.Point p : shape.points()) {
      greatest = Math.max(greatest, Math.max(Math.abs(p.x()), Math.abs(p.y())));
    }
    return greatest == 0 ? 1 : greatest;
  }

  /** A shape that points are located in. */
  private static final class Located {
    final List<Plane.Segment> segments;
    final boolean hasArea;
    private final List<Shape> parts;
    private final double same;

    Located(Shape shape, double same) {
      this.parts = shape.parts();
      this.segments = Plane.segments(shape);
      this.hasArea = shape.dimension() == 2;
      this.same = same;
    }

    int locate(Shape.Point p) {
      boolean isInLine = false;
      boolean isOnRing = false;
      int ends = 0;
      for (Shape part : parts) {
        if (part instanceof Shape.Point point && Plane.distance(point, p) <= same) {
          return INTERIOR;
        }
        if (part instanceof Shape.Line line && isOn(line, p)) {
          isInLine = true;
          ends += line.isClosed() ? 0 : ends(line, p);
        }
        if (part instanceof Shape.Polygon polygon) {
          if (polygon.rings().stream().anyMatch(ring -> isOn(ring, p))) {
            isOnRing = true;
          } else if (Plane.isInside(p, polygon)) {
            return INTERIOR;
          }
        }
      }
      if (isInLine) {
        return ends % 2 == 1 ? BOUNDARY : INTERIOR;
      }
      return isOnRing ? BOUNDARY : EXTERIOR;
    }

    /** A point on no line. */
    int locateArea(Shape.Point p) {
      for (Shape part : parts) {
        if (part instanceof Shape.Polygon polygon && Plane.isInside(p, polygon)) {
          return INTERIOR;
        }
      }
      return EXTERIOR;
    }

    private int ends(Shape.Line line, Shape.Point p) {
      Shape.Point last = line.points().get(line.points().size() - 1);
      int first = Plane.distance(line.points().get(0), p) <= same ? 1 : 0;
      return first + (Plane.distance(last, p) <= same ? 1 : 0);
    }

    private boolean isOn(Shape.Line line, Shape.Point p) {
      for (int i = 1; i < line.points().size(); i++) {
        Plane.Segment segment = new Plane.Segment(line.points().get(i - 1), line.points().get(i));
        if (segment.distance(p) <= same) {
          return true;
        }
      }
      return false;
    }
  }
}
