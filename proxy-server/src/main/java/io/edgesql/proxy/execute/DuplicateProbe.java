package io.edgesql.proxy.execute;

import io.edgesql.backend.Step;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.RowEnvironment;
import io.edgesql.dialect.eval.ValueText;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the value of a duplicate that the statement's own values do not tell (UPDATE, INSERT …
 * SELECT): the statement runs once more without the unique index, in a request that is undone, and
 * the shard is asked which key is there twice. A primary key cannot be taken away like that; its
 * value stays unknown.
 */
final class DuplicateProbe {
  private static final Logger LOG = LoggerFactory.getLogger(DuplicateProbe.class);

  private DuplicateProbe() {}

  static CompletionStage<FailureMapper.Duplicate> find(
      FailureMapper.Duplicate duplicate, ShardWork work, Client client) {
    Table table = duplicate.table();
    Table.Key key = duplicate.key();
    List<String> columns = new ArrayList<>();
    List<String> compared = new ArrayList<>();
    for (Table.Part part : key.parts()) {
      if (part.column() == null) {
        return CompletableFuture.completedStage(duplicate);
      }
      columns.add(quote(part.column()));
      SortColumn sort = SortColumn.of(table, key, part);
      compared.add(quote(sort == null ? part.column() : sort.name()));
    }
    String index = key.physical().isEmpty() ? table.physical() + "." + key.name() : key.physical();
    if (key.kind() == Table.KeyKind.PRIMARY) {
      return CompletableFuture.completedStage(duplicate);
    }
    List<Step> steps = new ArrayList<>();
    steps.add(Step.update("DROP INDEX " + quote(index), List.of()));
    for (Step step : work.steps()) {
      Step.When when = step.when();
      steps.add(when == null ? step : step.withWhen(when.step() + 1, when.changes()));
    }
    String list = String.join(", ", columns);
    steps.add(
        Step.query(
            "SELECT "
                + list
                + " FROM "
                + quote(table.physical())
                + " GROUP BY "
                + String.join(", ", compared)
                + " HAVING count(*) > 1 LIMIT 1",
            List.of()));
    return client
        .transaction()
        .probe(work, steps)
        .handle(
            (results, failure) -> {
              if (failure != null) {
                LOG.warn("The value of a duplicate could not be found: {}", failure.toString());
              }
              if (failure != null || results.get(results.size() - 1).rows().isEmpty()) {
                return duplicate;
              }
              return new FailureMapper.Duplicate(
                  table,
                  key,
                  show(key, table, results.get(results.size() - 1).rows().get(0), client));
            });
  }

  private static @Nullable String show(
      Table.Key key, Table table, @Nullable Object[] row, Client client) {
    StatementEnvironment environment =
        new StatementEnvironment(client.state(), List.of(), List.of());
    RowEnvironment cells = new RowEnvironment(environment);
    cells.move(row);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < key.parts().size(); i++) {
      Table.Column column = table.column(String.valueOf(key.parts().get(i).column()));
      if (column == null) {
        return null;
      }
      Value value =
          cells.cell(
              new Program.ResultColumn(
                  column.name(),
                  column.type(),
                  true,
                  null,
                  new Program.ShardCell(i, Representation.ofColumn(column.type()))));
      out.append(i > 0 ? "-" : "")
          .append(value.isNull() ? "NULL" : ValueText.text(value, column.type()));
    }
    return out.toString();
  }

  private static String quote(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
