package io.edgesql.consistency.workload;

import java.util.function.Supplier;

/** All workloads. Their names are those of the command line, with hyphens. */
public enum Workloads {
  LIST_APPEND(ListAppend::new),
  REGISTER(Register::new),
  BANK(Bank::new),
  SET_FULL(SetFull::new),
  COUNTER(Counter::new),
  WRITE_SKEW(WriteSkew::new),
  SAVEPOINTS(Savepoints::new),
  CONSTRAINTS(Constraints::new);

  @SuppressWarnings("ImmutableEnumChecker") // Constructors have no state.
  private final Supplier<Workload> maker;

  Workloads(Supplier<Workload> maker) {
    this.maker = maker;
  }

  public Workload make() {
    return maker.get();
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
