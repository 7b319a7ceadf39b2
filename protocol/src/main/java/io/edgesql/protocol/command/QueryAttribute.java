package io.edgesql.protocol.command;

/** A named value that a client sends along with a statement. */
public record QueryAttribute(String name, ParameterValue value) {}
