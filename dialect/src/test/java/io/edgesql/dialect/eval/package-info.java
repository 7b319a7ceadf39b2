/** Tests of evaluating, storing and printing values, mostly against captured answers of MySQL. */
@org.jspecify.annotations.NullMarked
package io.edgesql.dialect.eval;
