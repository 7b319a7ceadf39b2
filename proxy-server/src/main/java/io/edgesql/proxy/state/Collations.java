package io.edgesql.proxy.state;

import io.edgesql.dialect.types.Collation;
import io.edgesql.protocol.type.PadAttribute;
import java.util.HashMap;
import java.util.Map;

/** The wire's collations as the dialect knows them. */
public final class Collations {
  private static final Map<Integer, Collation> BY_ID = new HashMap<>();

  static {
    for (io.edgesql.protocol.type.Collation known : io.edgesql.protocol.type.Collation.all()) {
      BY_ID.put(
          known.id(),
          new Collation(
              known.name(),
              known.id(),
              known.characterSet(),
              known.maxBytesPerCharacter(),
              known.padAttribute() == PadAttribute.PAD_SPACE));
    }
  }

  private Collations() {}

  public static Collation ofWire(io.edgesql.protocol.type.Collation collation) {
    Collation found = BY_ID.get(collation.id());
    if (found == null) {
      throw new IllegalArgumentException("Unknown collation " + collation.id());
    }
    return found;
  }

  /** By name; MySQL's default for a name that nobody knows. */
  public static Collation ofName(String name) {
    return ofWire(
        io.edgesql.protocol.type.Collation.ofName(name)
            .orElse(io.edgesql.protocol.type.Collation.UTF8MB4_0900_AI_CI));
  }
}
