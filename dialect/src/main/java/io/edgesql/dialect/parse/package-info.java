/**
 * JSqlParser's door, its repairs, and parsers of our own for what it cannot read. The only package
 * that knows JSqlParser.
 */
@NullMarked
package io.edgesql.dialect.parse;

import org.jspecify.annotations.NullMarked;
