package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.routine.Code;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.execute.Compiled;
import org.jspecify.annotations.Nullable;

/** A routine's code with the plans that its steps had when they ran last, for one session. */
final class Prepared {
  private record Plan(Compiled compiled, Session session, CatalogSnapshot catalog) {}

  private final Code code;
  private final @Nullable Plan[] plans;

  Prepared(Code code) {
    this.code = code;
    this.plans = new Plan[code.size()];
  }

  Code code() {
    return code;
  }

  /** The plan of a step, if it was made for this session and schema; else null. */
  @Nullable Compiled find(int step, Session session, CatalogSnapshot catalog) {
    Plan plan = step < 0 ? null : plans[step];
    return plan != null && plan.catalog() == catalog && plan.session().equals(session)
        ? plan.compiled()
        : null;
  }

  void keep(int step, Compiled compiled, Session session, CatalogSnapshot catalog) {
    if (step >= 0) {
      plans[step] = new Plan(compiled, session, catalog);
    }
  }
}
