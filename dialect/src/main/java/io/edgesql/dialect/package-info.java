/** The SQL brain: MySQL text in, plans out. Pure: no network, clock, randomness or threads. */
@NullMarked
package io.edgesql.dialect;

import org.jspecify.annotations.NullMarked;
