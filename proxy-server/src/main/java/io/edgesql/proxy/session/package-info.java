/**
 * A {@link io.edgesql.proxy.session.Session} is one MySQL connection after its login: it takes one
 * command after the other, knows variables, prepared statements and the transaction, and answers
 * each command once.
 */
@NullMarked
package io.edgesql.proxy.session;

import org.jspecify.annotations.NullMarked;
