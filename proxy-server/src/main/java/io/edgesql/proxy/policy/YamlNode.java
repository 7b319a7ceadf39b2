package io.edgesql.proxy.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a YAML file that knows its line.
 *
 * @param line from 1
 * @param scalar null, Boolean, Long, Double or String; null for maps and lists
 * @param map null unless it is a map
 * @param list null unless it is a list
 */
record YamlNode(
    int line,
    @Nullable Object scalar,
    @Nullable Map<String, YamlNode> map,
    @Nullable List<YamlNode> list) {
  private static final YAMLFactory YAML = new YAMLFactory();

  /**
   * Reads a text.
   *
   * @throws PolicyException if it is no YAML, or says something twice
   */
  static YamlNode parse(String text) {
    try (JsonParser parser = YAML.createParser(text)) {
      if (parser.nextToken() == null) {
        return new YamlNode(1, null, null, null);
      }
      return read(parser);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      throw new PolicyException(line, "", "is not YAML: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("A text in memory can be read", e);
    }
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static YamlNode read(JsonParser parser) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        Map<String, YamlNode> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          int at = parser.currentTokenLocation().getLineNr();
          parser.nextToken();
          if (members.put(name, read(parser)) != null) {
            throw new PolicyException(at, name, "is there twice");
          }
        }
        yield new YamlNode(line, null, members, null);
      }
      case START_ARRAY -> {
        List<YamlNode> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(parser));
        }
        yield new YamlNode(line, null, null, elements);
      }
      case VALUE_TRUE, VALUE_FALSE -> scalar(line, parser.getBooleanValue());
      case VALUE_NUMBER_INT ->
          scalar(
              line,
              parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                  ? (Object) parser.getDoubleValue()
                  : parser.getLongValue());
      case VALUE_NUMBER_FLOAT -> scalar(line, parser.getDoubleValue());
      case VALUE_NULL -> scalar(line, null);
      default -> scalar(line, parser.getText());
    };
  }

  private static YamlNode scalar(int line, @Nullable Object value) {
    return new YamlNode(line, value, null, null);
  }
}
