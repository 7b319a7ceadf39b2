/**
 * Results and failures to packets: the one place that maps SQLite's values to MySQL's columns.
 *
 * <p>{@link io.edgesql.proxy.reply.ReplyChannel} belongs to one connection and lives on its event
 * loop; {@link io.edgesql.proxy.reply.ColumnMetadata} tells what a column looks like on the wire,
 * {@link io.edgesql.proxy.reply.CellWriter} writes one value, {@link
 * io.edgesql.proxy.reply.RowPump} streams rows no faster than the client takes them.
 */
@NullMarked
package io.edgesql.proxy.reply;

import org.jspecify.annotations.NullMarked;
