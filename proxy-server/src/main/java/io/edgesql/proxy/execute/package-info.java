/**
 * From text to result: {@link io.edgesql.proxy.execute.StatementRunner} compiles a statement
 * through the dialect, keeps the plan, binds it, runs it on the backend inside the session's
 * transaction and gives a {@link io.edgesql.proxy.execute.Result}. Knows no Netty and no packets.
 */
@NullMarked
package io.edgesql.proxy.execute;

import org.jspecify.annotations.NullMarked;
