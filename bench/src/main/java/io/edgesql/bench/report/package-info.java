/** Results for people (Markdown, one HTML page) and programs (JSON). */
@NullMarked
package io.edgesql.bench.report;

import org.jspecify.annotations.NullMarked;
