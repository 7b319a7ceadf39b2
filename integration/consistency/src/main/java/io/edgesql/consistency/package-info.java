/**
 * Looks for broken promises of transactions: clients work on a server that is disturbed and killed
 * meanwhile, and what they were told is checked afterwards.
 *
 * <p>The path: {@code Main} (options) → {@code RoundRunner} (one workload at one level: clients,
 * faults, then the check) → {@code Report}. What clients do: {@code workload}; what is done to the
 * server: {@code fault} and {@code cluster}; what must be true: {@code check}.
 */
@NullMarked
package io.edgesql.consistency;

import org.jspecify.annotations.NullMarked;
