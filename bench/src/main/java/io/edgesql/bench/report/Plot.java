package io.edgesql.bench.report;

import java.util.List;
import java.util.Locale;

/** Charts as SVG that stands in an HTML page. */
final class Plot {
  static final List<String> COLOURS =
      List.of("#2563eb", "#ea580c", "#059669", "#7c3aed", "#db2777", "#475569");
  private static final int WIDTH = 460;
  private static final int HEIGHT = 240;
  private static final int LEFT = 64;
  private static final int BOTTOM = 36;
  private static final int TOP = 14;
  private static final int TICKS = 4;

  private Plot() {}

  /**
   * Named values, one for each place on the horizontal axis.
   *
   * @param values a missing one is NaN
   */
  record Series(String name, List<Double> values) {}

  /** Bars in groups. */
  static String bars(String unit, List<String> groups, List<Series> series) {
    double top = top(series);
    StringBuilder svg = open(unit, top);
    double group = (double) (WIDTH - LEFT) / groups.size();
    double bar = group * 0.8 / series.size();
    for (int at = 0; at < groups.size(); at++) {
      for (int index = 0; index < series.size(); index++) {
        double value = series.get(index).values().get(at);
        if (!Double.isNaN(value)) {
          double height = value / top * (HEIGHT - TOP - BOTTOM);
          svg.append(
              String.format(
                  Locale.ROOT,
                  "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'><title>%s, %s: %,.3f %s</title></rect>",
                  LEFT + at * group + group * 0.1 + index * bar,
                  HEIGHT - BOTTOM - height,
                  bar * 0.92,
                  height,
                  colour(index),
                  escape(series.get(index).name()),
                  escape(groups.get(at)),
                  value,
                  unit));
        }
      }
      label(svg, LEFT + (at + 0.5) * group, groups.get(at));
    }
    return svg.append("</svg>").toString();
  }

  /** Lines over places that lie at equal distances; the vertical axis is logarithmic. */
  static String lines(String unit, List<String> places, List<Series> series) {
    double top = Math.pow(10, Math.ceil(Math.log10(top(series))));
    double low = Math.pow(10, Math.floor(Math.log10(least(series))));
    double decades = Math.max(1, Math.log10(top / low));
    StringBuilder svg = new StringBuilder(head());
    for (int decade = 0; decade <= Math.round(decades); decade++) {
      double y = TOP + (1 - decade / decades) * (HEIGHT - TOP - BOTTOM);
      grid(svg, y, number(low * Math.pow(10, decade)) + " " + unit);
    }
    double step = (double) (WIDTH - LEFT - 20) / Math.max(1, places.size() - 1);
    for (int at = 0; at < places.size(); at++) {
      label(svg, LEFT + 10 + at * step, places.get(at));
    }
    for (int index = 0; index < series.size(); index++) {
      StringBuilder points = new StringBuilder();
      for (int at = 0; at < places.size(); at++) {
        double value = series.get(index).values().get(at);
        if (!Double.isNaN(value) && value > 0) {
          double y = TOP + (1 - Math.log10(value / low) / decades) * (HEIGHT - TOP - BOTTOM);
          points.append(String.format(Locale.ROOT, "%.1f,%.1f ", LEFT + 10 + at * step, y));
        }
      }
      svg.append("<polyline fill='none' stroke-width='2' stroke='")
          .append(colour(index))
          .append("' points='")
          .append(points)
          .append("'><title>")
          .append(escape(series.get(index).name()))
          .append("</title></polyline>");
    }
    return svg.append("</svg>").toString();
  }

  static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;");
  }

  private static StringBuilder open(String unit, double top) {
    StringBuilder svg = new StringBuilder(head());
    for (int tick = 0; tick <= TICKS; tick++) {
      double y = TOP + (1 - (double) tick / TICKS) * (HEIGHT - TOP - BOTTOM);
      grid(svg, y, number(top * tick / TICKS) + (tick == TICKS ? " " + unit : ""));
    }
    return svg;
  }

  private static String head() {
    return "<svg viewBox='0 0 %d %d' role='img'>".formatted(WIDTH, HEIGHT);
  }

  private static void grid(StringBuilder svg, double y, String label) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' class='grid'/><text x='%d' y='%.1f' text-anchor='end'>%s</text>",
            LEFT,
            WIDTH,
            y,
            y,
            LEFT - 6,
            y + 4,
            label));
  }

  private static void label(StringBuilder svg, double x, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x='%.1f' y='%d' text-anchor='%s'>%s</text>",
            x,
            HEIGHT - BOTTOM + 18,
            // The last one would hang over the edge.
            x > WIDTH - 12 ? "end" : "middle",
            escape(text)));
  }

  private static String number(double value) {
    if (value >= 10_000) {
      return String.format(Locale.ROOT, "%.0fk", value / 1000);
    }
    String format = value >= 100 || value == 0 ? "%.0f" : value >= 1 ? "%.1f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  private static double top(List<Series> series) {
    return Math.max(
        1e-3,
        series.stream()
            .flatMap(one -> one.values().stream())
            .filter(value -> !Double.isNaN(value))
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1));
  }

  private static double least(List<Series> series) {
    return series.stream()
        .flatMap(one -> one.values().stream())
        .filter(value -> !Double.isNaN(value) && value > 0)
        .mapToDouble(Double::doubleValue)
        .min()
        .orElse(1);
  }
}
