package io.edgesql.backend.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

/** The one {@link JsonFactory}: thread-safe, immutable. */
public final class Json {

  /**
   * Root values are separated by commas, so that a frame's requests can be written one after the
   * other. A string may fill a whole frame; the frame itself is bounded where it is received.
   */
  public static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .rootValueSeparator(",")
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build()
          .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private Json() {}
}
