package io.edgesql.dialect.eval.spatial;

import org.jspecify.annotations.Nullable;

/** The spatial reference systems that are known here: the plane, Web Mercator and WGS 84. */
public enum ReferenceSystem {
  PLANE(0, "", false),
  WEB_MERCATOR(3857, "WGS 84 / Pseudo-Mercator", false),
  WGS_84(4326, "WGS 84", true);

  private final long srid;
  private final String title;
  private final boolean geographic;

  ReferenceSystem(long srid, String title, boolean geographic) {
    this.srid = srid;
    this.title = title;
    this.geographic = geographic;
  }

  /** The system with this number; null if it is not known. */
  public static @Nullable ReferenceSystem of(long srid) {
    for (ReferenceSystem system : values()) {
      if (system.srid == srid) {
        return system;
      }
    }
    return null;
  }

  /** Its name in information_schema. */
  public String title() {
    return title;
  }

  /** Latitude and longitude in degrees; texts name the latitude first. */
  public boolean isGeographic() {
    return geographic;
  }
}
