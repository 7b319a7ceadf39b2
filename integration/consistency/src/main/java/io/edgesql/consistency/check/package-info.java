/**
 * Finds in a history what an isolation level forbids.
 *
 * <p>The path: {@code TransactionChecker} finds the order of each key's versions ({@code
 * VersionOrder}), links the transactions by who wrote, read and overwrote what ({@code
 * Dependencies}), looks for cycles of Adya's kinds ({@code Cycles}), and for contradictions between
 * what was read and the order in time that the level promises ({@code LevelOrder}). What each level
 * allows stands in {@code IsolationLevel} alone.
 *
 * <p>The classes: A. Adya, Weak Consistency, MIT 1999; the inference from lists: K. Kingsbury, P.
 * Alvaro, Elle, VLDB 2020.
 */
@NullMarked
package io.edgesql.consistency.check;

import org.jspecify.annotations.NullMarked;
