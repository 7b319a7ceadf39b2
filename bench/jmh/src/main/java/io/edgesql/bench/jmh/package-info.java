/**
 * Microbenchmarks of the steps that a statement takes in the proxy: {@code ./edgesql bench jmh}.
 */
@NullMarked
package io.edgesql.bench.jmh;

import org.jspecify.annotations.NullMarked;
