/** Tests of the comparison itself. */
@org.jspecify.annotations.NullMarked
package io.edgesql.differential;
