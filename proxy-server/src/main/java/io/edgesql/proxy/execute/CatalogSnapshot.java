package io.edgesql.proxy.execute;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Rights;
import java.util.Collection;
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
  private final long planVersion;

  CatalogSnapshot(Catalog catalog, Map<String, Object> objects) {
    this.catalog = catalog;
    this.objects = Collections.unmodifiableMap(objects);
    this.planVersion = catalog.version();
    Map<String, Table> physical = new HashMap<>();
    for (Object object : objects.values()) {
      if (object instanceof Table table) {
        physical.put(table.physical(), table);
      }
    }
    byPhysical = Map.copyOf(physical);
  }

  private CatalogSnapshot(
      CatalogSnapshot lasting, Map<String, Map<String, Table>> temporaries, long planVersion) {
    this.catalog =
        new Catalog(lasting.version(), lasting.catalog.databases(), Map.copyOf(temporaries));
    this.objects = lasting.objects;
    this.planVersion = planVersion;
    Map<String, Table> physical = new HashMap<>(lasting.byPhysical);
    for (Map<String, Table> tables : temporaries.values()) {
      tables.values().forEach(table -> physical.put(table.physical(), table));
    }
    byPhysical = Map.copyOf(physical);
  }

  /**
   * The same schema with a session's temporary tables in front.
   *
   * @param planVersion negative, and never given before
   */
  CatalogSnapshot withTemporaries(Map<String, Map<String, Table>> temporaries, long planVersion) {
    return new CatalogSnapshot(this, temporaries, planVersion);
  }

  /** What somebody with these rights may see of it; not for planning. */
  public CatalogSnapshot visibleTo(Rights rights) {
    return rights.isAll() ? this : new CatalogSnapshot(this, rights.visible(catalog));
  }

  private CatalogSnapshot(CatalogSnapshot whole, Catalog visible) {
    this.catalog = visible;
    this.objects = whole.objects;
    this.planVersion = whole.planVersion;
    this.byPhysical = whole.byPhysical;
  }

  /** Part of a cached plan's key: two snapshots with the same give the same plans. */
  long planVersion() {
    return planVersion;
  }

  /** All tables. */
  Collection<Table> tables() {
    return byPhysical.values();
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
