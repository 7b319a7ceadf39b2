/** What clients did and were told: the only thing that the checkers look at. */
@NullMarked
package io.edgesql.consistency.history;

import org.jspecify.annotations.NullMarked;
