package io.edgesql.consistency.check;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For each key which version followed which. A version is named by the value that made it; {@link
 * #INITIAL} is what was there before all writes.
 */
final class VersionOrder {
  static final long INITIAL = 0;

  private final Map<String, Map<Long, Long>> previous = new HashMap<>();
  private final Map<String, Map<Long, Long>> next = new HashMap<>();

  /** Notes that {@code after} came right after {@code before}; false if that contradicts others. */
  boolean follow(String key, long before, long after) {
    Long known = previous.computeIfAbsent(key, any -> new HashMap<>()).putIfAbsent(after, before);
    Long other = next.computeIfAbsent(key, any -> new HashMap<>()).putIfAbsent(before, after);
    return (known == null || known == before) && (other == null || other == after);
  }

  /** The version right after; null if none is known. */
  @Nullable Long next(String key, long version) {
    Map<Long, Long> ofKey = next.get(key);
    return ofKey == null ? null : ofKey.get(version);
  }

  /** The version right before; null if it is not known. */
  @Nullable Long previous(String key, long version) {
    Map<Long, Long> ofKey = previous.get(key);
    return ofKey == null ? null : ofKey.get(version);
  }
}
