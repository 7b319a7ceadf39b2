/**
 * Compares MySQL servers, Edge SQL among them, through plain JDBC.
 *
 * <p>The path: {@link io.edgesql.bench.Main} → {@code PointCommand} (options) → {@code Comparison}
 * (targets in turn, round by round, so that a slow moment of the machine hits them alike) → {@code
 * LoadRun} (clients, latencies) → {@code Report} (Markdown and JSON).
 */
@NullMarked
package io.edgesql.bench;

import org.jspecify.annotations.NullMarked;
