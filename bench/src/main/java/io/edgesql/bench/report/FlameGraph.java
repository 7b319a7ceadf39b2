package io.edgesql.bench.report;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Stacks as nested boxes: a box is as wide as the share of the samples that were inside it. */
public final class FlameGraph {
  private static final int WIDTH = 1200;
  private static final int ROW = 16;
  private static final int TOP = 40;

  /** Narrower boxes are left out. */
  private static final double LEAST_WIDTH = 1.2;

  private static final double CHARACTER = 6.6;

  private final String title;
  private final Frame root = new Frame("all");

  public FlameGraph(String title) {
    this.title = title;
  }

  private static final class Frame {
    final String name;
    final Map<String, Frame> callees = new TreeMap<>();
    long samples;

    Frame(String name) {
      this.name = name;
    }

    int depth(double pixels) {
      int deepest = 0;
      for (Frame callee : callees.values()) {
        if (callee.samples * pixels >= LEAST_WIDTH) {
          deepest = Math.max(deepest, callee.depth(pixels));
        }
      }
      return deepest + 1;
    }
  }

  /** Adds a line {@code a;b;c 17}: outermost frame first. */
  public void add(String line) {
    int space = line.lastIndexOf(' ');
    if (space < 0) {
      return;
    }
    long samples = Long.parseLong(line.substring(space + 1));
    Frame at = root;
    at.samples += samples;
    for (String name : line.substring(0, space).split(";")) {
      at = at.callees.computeIfAbsent(shown(name), Frame::new);
      at.samples += samples;
    }
  }

  /** Generated names differ from run to run, and thread numbers tell nothing. */
  private static String shown(String name) {
    String plain = name.replace('/', '.').replaceAll("Lambda[.$].*?\\.(\\w+)$", "lambda.$1");
    return plain.replaceAll(" tid=\\d+", "");
  }

  /** The picture, innermost frames on top. */
  public String svg() {
    double pixels = root.samples == 0 ? 0 : (double) WIDTH / root.samples;
    int height = TOP + root.depth(pixels) * ROW + 8;
    StringBuilder out = new StringBuilder();
    out.append(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' font-family='monospace' font-size='11'>"
            .formatted(WIDTH, height, WIDTH));
    out.append("<rect width='100%' height='100%' fill='#fff'/>");
    out.append(
        "<text x='8' y='22' font-size='15'>%s (%,d samples)</text>\n"
            .formatted(Plot.escape(title), root.samples));
    draw(out, root, 0, height - ROW - 4, pixels);
    return out.append("</svg>\n").toString();
  }

  private void draw(StringBuilder out, Frame frame, double x, int y, double pixels) {
    double width = frame.samples * pixels;
    if (width < LEAST_WIDTH) {
      return;
    }
    String name = frame.name;
    int characters = (int) ((width - 4) / CHARACTER);
    String share = String.format(Locale.ROOT, "%.1f %%", 100.0 * frame.samples / root.samples);
    out.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s: %s</title><rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'/>",
            Plot.escape(name),
            share,
            x,
            y,
            Math.max(0.5, width - 0.5),
            ROW - 1,
            colour(name)));
    if (characters >= 3) {
      String last =
          name.substring(name.lastIndexOf('.', Math.max(0, name.lastIndexOf('.') - 1)) + 1);
      String label = last.length() <= characters ? last : last.substring(0, characters);
      out.append(
          String.format(
              Locale.ROOT, "<text x='%.1f' y='%d'>%s</text>", x + 2, y + 12, Plot.escape(label)));
    }
    out.append("</g>\n");
    double at = x;
    for (Frame callee : frame.callees.values()) {
      draw(out, callee, at, y - ROW, pixels);
      at += callee.samples * pixels;
    }
  }

  /** Ours, Netty's, Java's and the system's differ. */
  private static String colour(String name) {
    if (name.startsWith("io.edgesql")) {
      return "#f59e6b";
    }
    if (name.startsWith("io.netty")) {
      return "#8fd19e";
    }
    if (name.startsWith("com.fasterxml")) {
      return "#f3d36b";
    }
    return name.startsWith("java") || name.startsWith("sun") || name.startsWith("jdk")
        ? "#9cc3f0"
        : "#cfcfcf";
  }
}
