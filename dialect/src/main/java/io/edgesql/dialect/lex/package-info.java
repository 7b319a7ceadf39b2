/** Text to tokens: fingerprint, comments, hints, literals. */
@NullMarked
package io.edgesql.dialect.lex;

import org.jspecify.annotations.NullMarked;
