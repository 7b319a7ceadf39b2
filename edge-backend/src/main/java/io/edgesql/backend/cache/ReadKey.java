package io.edgesql.backend.cache;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked: a shard, the schema version, one SQLite statement and its values. Everything
 * about the session that changes the answer is in the statement or its values.
 */
public final class ReadKey {
  private final String shard;
  private final long schemaVersion;
  private final String sql;
  private final @Nullable Object[] params;
  private final int hash;

  /** Values as {@link io.edgesql.backend.SqlValue} says. */
  public ReadKey(String shard, long schemaVersion, String sql, List<@Nullable Object> params) {
    this.shard = shard;
    this.schemaVersion = schemaVersion;
    this.sql = sql;
    this.params = params.toArray();
    this.hash =
        ((shard.hashCode() * 31 + Long.hashCode(schemaVersion)) * 31 + sql.hashCode()) * 31
            + Arrays.deepHashCode(this.params);
  }

  public String shard() {
    return shard;
  }

  public long schemaVersion() {
    return schemaVersion;
  }

  public String sql() {
    return sql;
  }

  public List<@Nullable Object> params() {
    return Arrays.asList(params);
  }

  /** Estimated memory. The statement's text belongs to its plan as well, but may outlive it. */
  long bytes() {
    long bytes = 104L + sql.length();
    for (Object param : params) {
      bytes += Copy.bytesOf(param);
    }
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReadKey key
        && hash == key.hash
        && schemaVersion == key.schemaVersion
        && sql.equals(key.sql)
        && shard.equals(key.shard)
        && Arrays.deepEquals(params, key.params);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
