package io.edgesql.proxy.execute;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schema at one version, and its tables by their names inside SQLite. Immutable. */
public final class CatalogSnapshot {
  /** Before anything was read. */
  public static final CatalogSnapshot EMPTY = new CatalogSnapshot(Catalog.EMPTY, Map.of());

  private final Catalog catalog;
  private final Map<String, Object> objects;
  private final Map<String, Table> byPhysical;

  CatalogSnapshot(Catalog catalog, Map<String, Object> objects) {
    this.catalog = catalog;
    this.objects = Collections.unmodifiableMap(objects);
    Map<String, Table> physical = new HashMap<>();
    for (Object object : objects.values()) {
      if (object instanceof Table table) {
        physical.put(table.physical(), table);
      }
    }
    byPhysical = Map.copyOf(physical);
  }

  public Catalog catalog() {
    return catalog;
  }

  public long version() {
    return catalog.version();
  }

  /** Schema objects under the keys of the schema log. */
  Map<String, Object> objects() {
    return objects;
  }

  public @Nullable Table physicalTable(String name) {
    return byPhysical.get(name);
  }
}
