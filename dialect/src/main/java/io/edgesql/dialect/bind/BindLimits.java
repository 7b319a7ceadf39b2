package io.edgesql.dialect.bind;

/**
 * Bounds of binding.
 *
 * @param viewDepth views inside views
 * @param expressionDepth levels of nested expressions and subqueries
 */
public record BindLimits(int viewDepth, int expressionDepth) {
  public static final BindLimits DEFAULT = new BindLimits(32, 1_000);
}
