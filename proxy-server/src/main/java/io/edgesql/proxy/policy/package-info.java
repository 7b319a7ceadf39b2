/**
 * Table policies as people write them: {@code config/table-policy.yaml}. Read, checked with the
 * line of each error, and turned into what the control object keeps (§9 of the gateway protocol).
 */
@NullMarked
package io.edgesql.proxy.policy;

import org.jspecify.annotations.NullMarked;
