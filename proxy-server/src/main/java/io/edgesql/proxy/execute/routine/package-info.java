/**
 * Stored procedures and functions, interpreted. {@link
 * io.edgesql.proxy.execute.routine.RoutineCalls} binds arguments and keeps what belongs to a call;
 * {@link io.edgesql.proxy.execute.routine.Execution} walks the instructions of one routine. Every
 * statement of a body goes the ordinary way of statements, with the routine's variables as its
 * parameters.
 *
 * <p>Manual: CALL Statement; Stored Program Restrictions; Scope Rules for Handlers.
 */
@NullMarked
package io.edgesql.proxy.execute.routine;

import org.jspecify.annotations.NullMarked;
