package io.edgesql.protocol.command;

import io.edgesql.protocol.type.ColumnType;

/** How a parameter's value is encoded. */
public record ParameterType(ColumnType type, boolean isUnsigned) {}
