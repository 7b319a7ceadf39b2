package io.edgesql.proxy.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads {@code proxy.yaml}: a value that is not written keeps its default. */
public final class SettingsReader {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build()
          .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private SettingsReader() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException in one sentence if the file cannot be used
   */
  public static ProxySettings read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("There is no file " + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Reads the text of a settings file. */
  public static ProxySettings parse(String text) {
    try {
      ObjectNode merged = YAML.valueToTree(ProxySettings.DEFAULT);
      JsonNode given = YAML.readTree(text);
      if (given != null && given.isObject()) {
        merge(merged, given);
      } else if (given != null && !given.isNull() && !given.isMissingNode()) {
        throw new IllegalArgumentException("The settings file must be a map");
      }
      return YAML.treeToValue(merged, ProxySettings.class);
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause();
      String reason =
          cause instanceof IllegalArgumentException ? cause.getMessage() : e.getOriginalMessage();
      throw new IllegalArgumentException("Bad settings: " + reason, e);
    }
  }

  private static void merge(ObjectNode target, JsonNode given) {
    for (var entry : given.properties()) {
      JsonNode old = target.get(entry.getKey());
      if (old instanceof ObjectNode part && entry.getValue().isObject()) {
        merge(part, entry.getValue());
      } else if (!entry.getValue().isNull()) {
        target.set(entry.getKey(), entry.getValue());
      }
    }
  }
}
