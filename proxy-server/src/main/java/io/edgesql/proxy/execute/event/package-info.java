/**
 * Events. {@link io.edgesql.proxy.execute.event.EventDefinitions} makes and changes them in the
 * schema log; {@link io.edgesql.proxy.execute.event.EventStore} keeps when each is due, beside its
 * database's tables; {@link io.edgesql.proxy.execute.event.EventScheduler} claims those that are
 * due and has them run.
 *
 * <p>Manual: Using the Event Scheduler; CREATE EVENT Statement.
 */
@NullMarked
package io.edgesql.proxy.execute.event;

import org.jspecify.annotations.NullMarked;
