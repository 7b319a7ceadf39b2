/**
 * Workloads and the clients that run them: {@code Comparison} visits the targets in turns, {@code
 * LoadRun} lets clients loose on one, {@code Tally} adds up what they saw.
 */
@NullMarked
package io.edgesql.bench.load;

import org.jspecify.annotations.NullMarked;
