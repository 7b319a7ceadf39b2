package io.edgesql.dialect.eval.spatial;

import org.jspecify.annotations.Nullable;

/**
 * A shape and its reference system.
 *
 * <pre>{@code
 * int<4>  srid
 * string  WKB, little-endian
 * }</pre>
 */
public record Geometry(long srid, Shape shape) {
  private static final int SRID_BYTES = 4;

  /** Reads the form that values have; null if the bytes are none. */
  public static @Nullable Geometry read(byte[] bytes) {
    if (bytes.length < SRID_BYTES) {
      return null;
    }
    long srid = 0;
    for (int i = SRID_BYTES - 1; i >= 0; i--) {
      srid = srid << 8 | (bytes[i] & 0xff);
    }
    try {
      return new Geometry(srid, WellKnownBinary.read(bytes, SRID_BYTES));
    } catch (InvalidShapeException wrong) {
      return null;
    }
  }

  /** The form that values have. */
  public byte[] bytes() {
    byte[] shapeBytes = WellKnownBinary.write(shape);
    byte[] bytes = new byte[SRID_BYTES + shapeBytes.length];
    for (int i = 0; i < SRID_BYTES; i++) {
      bytes[i] = (byte) (srid >> (8 * i));
    }
    System.arraycopy(shapeBytes, 0, bytes, SRID_BYTES, shapeBytes.length);
    return bytes;
  }

  public boolean isGeographic() {
    ReferenceSystem system = ReferenceSystem.of(srid);
    return system != null && system.isGeographic();
  }
}
