/** The catalogue of errors: code, SQLSTATE and message as MySQL 8.0 gives them. */
@NullMarked
package io.edgesql.protocol.error;

import org.jspecify.annotations.NullMarked;
