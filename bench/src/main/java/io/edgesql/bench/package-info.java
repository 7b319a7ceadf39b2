/** Benchmarks against other engines. */
@NullMarked
package io.edgesql.bench;

import org.jspecify.annotations.NullMarked;
