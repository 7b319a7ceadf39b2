/**
 * What a server answers: whole packets are {@code Response}s, rows are written column by column.
 *
 * <p>Manual: page_protocol_basic_response_packets, page_protocol_com_query_response.
 */
@NullMarked
package io.edgesql.protocol.response;

import org.jspecify.annotations.NullMarked;
