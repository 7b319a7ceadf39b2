package io.edgesql.bench.report;

import io.edgesql.bench.load.Case;
import io.edgesql.bench.load.Line;
import io.edgesql.bench.load.Workload;
import io.edgesql.bench.report.Plot.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Results as one page that needs nothing else. */
public record HtmlPage(Results results) {
  private static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 99.9);
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--line:#8884}
      body{font:15px/1.5 system-ui,sans-serif;max-width:1060px;margin:2rem auto;padding:0 1rem}
      h1{margin-bottom:.2rem} h2{margin:2rem 0 .2rem} .about{color:#888;font-size:13px;overflow-wrap:anywhere}
      .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:1rem}
      figure{margin:0;border:1px solid var(--line);border-radius:8px;padding:.6rem} figcaption{font-size:13px;color:#888}
      svg{width:100%;height:auto} svg text{font:11px system-ui,sans-serif;fill:currentColor} .grid{stroke:var(--line)}
      .key i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin:0 .3em 0 1em}
      .scroll{overflow-x:auto} table{border-collapse:collapse;font-size:13px;width:100%}
      th,td{border-bottom:1px solid var(--line);padding:.25rem .5rem;text-align:right;white-space:nowrap}
      th:first-child,td:first-child,td:last-child{text-align:left} td:last-child{white-space:normal} .bad{color:#dc2626;font-weight:600}
      """;

  /** The page. */
  public String text() {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html><html lang='en'><head><meta charset='utf-8'>")
        .append(
            "<meta name='viewport' content='width=device-width'><title>Edge SQL bench</title><style>")
        .append(STYLE)
        .append("</style></head><body><h1>Edge SQL bench</h1><p class='about'>");
    for (Map.Entry<String, Object> fact : results.about().entrySet()) {
      page.append(Plot.escape(fact.getKey() + ": " + fact.getValue())).append(" · ");
    }
    page.append("</p><p class='key'>");
    List<String> labels = labels();
    for (int index = 0; index < labels.size(); index++) {
      page.append("<i style='background:%s'></i>".formatted(Plot.colour(index)))
          .append(Plot.escape(labels.get(index)));
    }
    page.append("</p>");
    results.lines().stream()
        .map(line -> line.of().workload())
        .distinct()
        .forEach(workload -> section(page, workload));
    page.append("<h2>All figures</h2><div class='scroll'>").append(table()).append("</div>");
    return page.append("</body></html>\n").toString();
  }

  private List<String> labels() {
    return results.lines().stream().map(Line::label).distinct().toList();
  }

  private void section(StringBuilder page, Workload workload) {
    List<Integer> clients =
        results.lines().stream()
            .map(Line::of)
            .filter(of -> of.workload() == workload)
            .map(Case::clients)
            .distinct()
            .toList();
    List<String> groups =
        clients.stream().map(count -> count + (count == 1 ? " client" : " clients")).toList();
    page.append(
        "<h2>%s</h2><p class='about'>%s</p><div class='plots'>"
            .formatted(workload.label(), workload.description()));
    figure(
        page,
        "Operations a second; more is better",
        Plot.bars("/s", groups, series(workload, clients, line -> line.tally().opsPerSecond())));
    figure(
        page,
        "p95 in milliseconds; less is better",
        Plot.bars("ms", groups, series(workload, clients, line -> line.tally().millis(95))));
    int most = clients.get(clients.size() - 1);
    List<Series> percentiles = new ArrayList<>();
    for (String label : labels()) {
      Line line = find(label, new Case(workload, most));
      percentiles.add(
          new Series(
              label,
              PERCENTILES.stream()
                  .map(p -> line == null ? Double.NaN : line.tally().millis(p))
                  .toList()));
    }
    figure(
        page,
        "Latency by percentile, " + groups.get(groups.size() - 1),
        Plot.lines("ms", List.of("p50", "p75", "p90", "p95", "p99", "p99.9"), percentiles));
    page.append("</div>");
  }

  private List<Series> series(
      Workload workload, List<Integer> clients, ToDoubleFunction<Line> value) {
    List<Series> series = new ArrayList<>();
    for (String label : labels()) {
      List<Double> values = new ArrayList<>();
      for (int count : clients) {
        Line line = find(label, new Case(workload, count));
        values.add(line == null ? Double.NaN : value.applyAsDouble(line));
      }
      series.add(new Series(label, values));
    }
    return series;
  }

  private @org.jspecify.annotations.Nullable Line find(String label, Case of) {
    return results.lines().stream()
        .filter(line -> line.label().equals(label) && line.of().equals(of))
        .findFirst()
        .orElse(null);
  }

  private static void figure(StringBuilder page, String caption, String svg) {
    page.append("<figure>")
        .append(svg)
        .append("<figcaption>")
        .append(caption)
        .append("</figcaption></figure>");
  }

  /** The Markdown table's cells. */
  private String table() {
    StringBuilder html = new StringBuilder("<table>");
    List<String> rows = new MarkdownTable(results).text().lines().toList();
    for (int index = 0; index < rows.size(); index++) {
      if (index == 1) {
        continue;
      }
      String cell = index == 0 ? "th" : "td";
      html.append("<tr>");
      String row = rows.get(index);
      for (String text : row.substring(2, row.length() - 2).split(" \\| ", -1)) {
        boolean isBad = text.contains("**");
        html.append("<%s%s>".formatted(cell, isBad ? " class='bad'" : ""))
            .append(Plot.escape(text.replace("**", "")))
            .append("</%s>".formatted(cell));
      }
      html.append("</tr>");
    }
    return html.append("</table>").toString();
  }
}
