package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.View;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.state.SessionState;
import java.util.List;
import java.util.Map;

/**
 * What rows about the schema are made from.
 *
 * @param nextAutoIncrement next AUTO_INCREMENT values by physical table name; those missing are 1
 * @param views gives a view's columns, or none if it is broken
 */
public record MetadataSource(
    CatalogSnapshot snapshot,
    SessionState state,
    ServerFacts facts,
    VirtualCatalog virtual,
    Map<String, Long> nextAutoIncrement,
    ViewColumns views) {
  /** Tells the columns of a view. */
  public interface ViewColumns {
    List<BoundQuery.Output> columns(View view);
  }
}
