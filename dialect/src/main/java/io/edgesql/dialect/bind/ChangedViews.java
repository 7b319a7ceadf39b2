package io.edgesql.dialect.bind;

import io.edgesql.dialect.catalog.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The views that a statement changes through: each stands for one base table. */
public final class ChangedViews {
  private final List<Changed> views = new ArrayList<>();
  private final Set<Integer> unsupported = new HashSet<>();

  /**
   * A view in FROM.
   *
   * @param source the base table's place in FROM
   * @param where the view's condition over that table, or null
   * @param renames whether a column has another name in the view
   */
  public record Changed(View view, int source, @Nullable Typed where, boolean renames) {}

  void add(Changed view) {
    views.add(view);
  }

  /** A view that MySQL could change and we cannot. */
  void addUnsupported(int source) {
    unsupported.add(source);
  }

  public boolean isEmpty() {
    return views.isEmpty();
  }

  public boolean isUnsupported(int source) {
    return unsupported.contains(source);
  }

  /** What every row that is read through the views fulfils. */
  public List<Typed> conditions() {
    List<Typed> conditions = new ArrayList<>();
    for (Changed changed : views) {
      Typed where = changed.where();
      if (where != null) {
        conditions.add(where);
      }
    }
    return conditions;
  }

  /** The outermost view over a table of FROM, or null. */
  public @Nullable Changed outermost(int source) {
    Changed found = null;
    for (Changed changed : views) {
      found = changed.source() == source ? changed : found;
    }
    return found;
  }

  /** What WITH CHECK OPTION asks of new rows of a table of FROM. */
  public List<Typed> checks(int source) {
    List<Typed> checks = new ArrayList<>();
    List<Typed> below = new ArrayList<>();
    for (Changed changed : views) {
      Typed where = changed.where();
      if (changed.source() != source || where == null) {
        continue;
      }
      String option = changed.view().checkOption();
      if ("CASCADED".equals(option)) {
        checks.addAll(below);
        below.clear();
      }
      if (option == null) {
        below.add(where);
      } else {
        checks.add(where);
      }
    }
    return checks;
  }
}
