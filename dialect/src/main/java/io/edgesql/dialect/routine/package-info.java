/**
 * Stored procedures and functions: what the parser makes of a body. {@link
 * io.edgesql.dialect.routine.Code} is a list of instructions with jumps, as in MySQL; whoever runs
 * it (the proxy) keeps a frame of values, one for each variable, and gives every statement of the
 * body to the ordinary way of statements. Names of variables are resolved by the parser: in a
 * statement of a body they stand for parameters with a declared type, never for text.
 *
 * <p>Manual: CREATE PROCEDURE and CREATE FUNCTION Statements; Compound Statement Syntax.
 */
@NullMarked
package io.edgesql.dialect.routine;

import org.jspecify.annotations.NullMarked;
