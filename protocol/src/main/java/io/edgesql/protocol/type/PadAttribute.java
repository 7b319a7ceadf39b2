package io.edgesql.protocol.type;

/** Whether trailing spaces count when strings are compared under a collation. */
public enum PadAttribute {
  PAD_SPACE,
  NO_PAD
}
