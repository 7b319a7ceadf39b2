/** Tests of name resolution and expression typing. */
@org.jspecify.annotations.NullMarked
package io.edgesql.dialect.bind;
