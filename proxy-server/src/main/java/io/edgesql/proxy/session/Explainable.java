package io.edgesql.proxy.session;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Privilege;
import io.edgesql.dialect.plan.Rights;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.state.Failures;

/** A way to rows shows what stands behind a view: only to who may read that, too. */
final class Explainable {
  private Explainable() {}

  /** Error 1345 unless all the tables that a query reads may be read by themselves. */
  static void require(Compiled compiled, Rights rights) {
    if (rights.isAll() || !(compiled.plan() instanceof Plan.Rows rows)) {
      return;
    }
    for (String physical : rows.tables()) {
      Table table = compiled.snapshot().physicalTable(physical);
      if (table != null
          && !table.isTemporary()
          && !rights.allows(Privilege.SELECT, table.database(), table.name())) {
        throw Failures.of(MySqlError.ER_VIEW_NO_EXPLAIN);
      }
    }
  }
}
