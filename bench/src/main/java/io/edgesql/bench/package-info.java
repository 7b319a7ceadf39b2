/**
 * Measures Edge SQL and other servers through plain JDBC, side by side.
 *
 * <p>The path: {@link io.edgesql.bench.Main} → {@code RunCommand} or {@code CompareCommand}
 * (options) → {@code server} (what is measured; started here where no URL is given) → {@code load}
 * (workloads, clients, latencies, checks) → {@code report} (Markdown, JSON, HTML).
 */
@NullMarked
package io.edgesql.bench;

import org.jspecify.annotations.NullMarked;
