package io.edgesql.dialect.routine;

import io.edgesql.dialect.tree.Locals.Local;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A routine that is ready to be interpreted. Immutable. */
public final class Code {
  /** How a parameter passes values. */
  public enum Mode {
    IN,
    OUT,
    INOUT
  }

  /** A parameter; its variables' slots are the first ones, in order. */
  public record Parameter(Mode mode, Local local) {}

  /**
   * What a routine is made of.
   *
   * @param returns a function's type; null: a procedure
   * @param slots how many values a frame holds
   * @param cursors how many cursors there are
   * @param effects what its statements do besides computing
   * @param hasReturn there is a RETURN somewhere
   * @param systemVariables names that SET assigns and no variable has
   */
  public record Outline(
      List<Parameter> parameters,
      @Nullable SqlType returns,
      int slots,
      int cursors,
      Effects effects,
      boolean hasReturn,
      List<String> systemVariables) {}

  /**
   * What statements do besides computing.
   *
   * @param touchesTables they read tables, wait, or change the session
   * @param writes they may change rows
   * @param changes another evaluation may give another value
   * @param calls what they call, in upper case: native functions and others
   */
  public record Effects(
      boolean touchesTables, boolean writes, boolean changes, List<String> calls) {}

  private final Outline outline;
  private final List<Instruction> instructions;
  private final List<Guard> guards;
  private final int[] positions;

  private Code(Outline outline, Builder builder) {
    this.outline = outline;
    this.instructions = List.copyOf(builder.instructions);
    this.guards = List.copyOf(builder.guards);
    this.positions = builder.positions.stream().mapToInt(Integer::intValue).toArray();
  }

  public Outline outline() {
    return outline;
  }

  public List<Parameter> parameters() {
    return outline.parameters();
  }

  public int size() {
    return instructions.size();
  }

  public Instruction at(int index) {
    return instructions.get(index);
  }

  /** The handlers that are in effect for an instruction. */
  public Guard guardAt(int index) {
    return guards.get(index);
  }

  /** Where a label stands. */
  public int position(int label) {
    return positions[label];
  }

  /** Code while it is made. */
  public static final class Builder {
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Guard> guards = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();

    public void add(Instruction instruction, Guard guard) {
      instructions.add(instruction);
      guards.add(guard);
    }

    /** A label that will be put somewhere. */
    public int newLabel() {
      positions.add(-1);
      return positions.size() - 1;
    }

    /** Puts a label before the next instruction. */
    public void put(int label) {
      positions.set(label, instructions.size());
    }

    public Code build(Outline outline) {
      return new Code(outline, this);
    }
  }
}
