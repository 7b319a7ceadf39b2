package io.edgesql.dialect.eval;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a {@link io.edgesql.dialect.plan.Program} with its values: what the proxy sends.
 *
 * @param step index of the program's step; several bound steps share it when its rows were split
 * @param parameters null, String, Double or byte[] each, in order
 * @param onlyIfUnchanged index of the program's step that must have changed nothing, or -1
 * @param rowsParameter index of the parameter that is a JSON array of rows, or -1
 * @param firstRow rows of earlier bound steps of the same step (a failing element's row number is
 *     this plus its index plus 1)
 */
public record BoundStep(
    int step,
    String sql,
    List<@Nullable Object> parameters,
    boolean returnsRows,
    boolean writes,
    int onlyIfUnchanged,
    @Nullable BoundAuto auto,
    int rowsParameter,
    int firstRow) {

  /**
   * AUTO_INCREMENT for the step.
   *
   * @param ids per row: null to generate, else the explicit value's digits; empty when {@code
   *     countSql} says how many
   * @param parameter index of the parameter that the shard fills
   */
  public record BoundAuto(
      String table,
      List<@Nullable String> ids,
      @Nullable String countSql,
      List<@Nullable Object> countParameters,
      @Nullable String maxSql,
      int parameter) {}
}
