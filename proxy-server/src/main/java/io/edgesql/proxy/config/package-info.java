/** The proxy's settings: every bound with its default, read from {@code proxy.yaml}. */
@NullMarked
package io.edgesql.proxy.config;

import org.jspecify.annotations.NullMarked;
