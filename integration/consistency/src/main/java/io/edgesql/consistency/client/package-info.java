/**
 * Clients with stock JDBC drivers: run transactions, survive whatever happens to the server, and
 * write down what they were told.
 */
@NullMarked
package io.edgesql.consistency.client;

import org.jspecify.annotations.NullMarked;
