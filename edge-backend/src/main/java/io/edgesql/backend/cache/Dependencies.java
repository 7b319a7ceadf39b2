package io.edgesql.backend.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a copy depends on.
 *
 * @param tables physical names, each once
 * @param row the primary key, as the shard's change log spells it, of the one row of the one table
 *     that is read; null: any change of the tables outdates the copy
 * @param index the indexed column and the value that it is compared with, {@code column:value};
 *     null: no index is named. It outdates nothing; it is how people find the copy in KV
 */
public record Dependencies(List<String> tables, @Nullable String row, @Nullable String index) {

  /** Without a name by an index. */
  public Dependencies(List<String> tables, @Nullable String row) {
    this(tables, row, null);
  }
}
