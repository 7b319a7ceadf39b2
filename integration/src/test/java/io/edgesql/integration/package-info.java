/** The whole product, started as a user starts it, driven by clients that we did not write. */
@NullMarked
package io.edgesql.integration;

import org.jspecify.annotations.NullMarked;
