package io.edgesql.proxy.execute;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Event;
import io.edgesql.dialect.catalog.Routine;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.types.Collation;
import io.edgesql.proxy.state.Collations;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The catalog's records as the schema log's objects, and back.
 *
 * <pre>
 * database/&lt;db&gt;         {"name", "collation", "shard"}
 * table/&lt;db&gt;/&lt;name&gt;     a Table
 * view/&lt;db&gt;/&lt;name&gt;      a View
 * event/&lt;db&gt;/&lt;name&gt;     an Event; name in small letters
 * routine/&lt;db&gt;/&lt;kind name&gt;  a Routine; kind is function or procedure, name in small letters
 * </pre>
 *
 * <p>In names '%' and '/' are written %25 and %2F. A collation is its name. Members that this
 * version does not know are ignored, so that an older proxy can read a newer one's schema.
 */
public final class CatalogJson {
  /** A database without its relations. */
  record DatabaseObject(String name, Collation collation, String shard) {}

  private static final ObjectMapper JSON = mapper();

  private CatalogJson() {}

  public static String databaseKey(String name) {
    return "database/" + escape(name);
  }

  public static String tableKey(String database, String name) {
    return "table/" + escape(database) + "/" + escape(name);
  }

  public static String viewKey(String database, String name) {
    return "view/" + escape(database) + "/" + escape(name);
  }

  public static String routineKey(String database, boolean isFunction, String name) {
    return "routine/" + escape(database) + "/" + escape(Catalog.routineKey(isFunction, name));
  }

  public static String eventKey(String database, String name) {
    return "event/" + escape(database) + "/" + escape(Event.key(name));
  }

  public static String write(Event event) {
    return text(event);
  }

  public static String write(Routine routine) {
    return text(routine);
  }

  public static String write(Catalog.Database database) {
    return text(new DatabaseObject(database.name(), database.collation(), database.shard()));
  }

  public static String write(Catalog.Relation relation) {
    return text(relation);
  }

  /** Reads what stands under a key; null for a kind that this version does not know. */
  static @org.jspecify.annotations.Nullable Object read(String key, String json) {
    try {
      if (key.startsWith("database/")) {
        return JSON.readValue(json, DatabaseObject.class);
      }
      if (key.startsWith("table/")) {
        return JSON.readValue(json, Table.class);
      }
      if (key.startsWith("routine/")) {
        return JSON.readValue(json, Routine.class);
      }
      if (key.startsWith("event/")) {
        return JSON.readValue(json, Event.class);
      }
      return key.startsWith("view/") ? JSON.readValue(json, View.class) : null;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Schema object " + key + " cannot be read", e);
    }
  }

  /** The catalog that objects under their keys make. */
  static Catalog assemble(long version, Map<String, Object> objects) {
    Map<String, Map<String, Catalog.Relation>> relations = new HashMap<>();
    Map<String, Map<String, Routine>> routines = new HashMap<>();
    Map<String, Map<String, Event>> events = new HashMap<>();
    for (Object object : objects.values()) {
      if (object instanceof Event event) {
        events
            .computeIfAbsent(event.database(), ignored -> new TreeMap<>())
            .put(Event.key(event.name()), event);
      }
      if (object instanceof Routine routine) {
        routines
            .computeIfAbsent(routine.database(), ignored -> new TreeMap<>())
            .put(Catalog.routineKey(routine.isFunction(), routine.name()), routine);
      }
      if (object instanceof Catalog.Relation relation) {
        relations
            .computeIfAbsent(relation.database(), ignored -> new TreeMap<>())
            .put(relation.name(), relation);
      }
    }
    Map<String, Catalog.Database> databases = new TreeMap<>();
    for (Object object : objects.values()) {
      if (object instanceof DatabaseObject database) {
        databases.put(
            database.name(),
            new Catalog.Database(
                database.name(),
                database.collation(),
                database.shard(),
                relations.getOrDefault(database.name(), Map.of()),
                routines.getOrDefault(database.name(), Map.of()),
                events.getOrDefault(database.name(), Map.of())));
      }
    }
    return new Catalog(version, databases);
  }

  private static String text(Object object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A schema object cannot be written", e);
    }
  }

  private static String escape(String name) {
    return name.replace("%", "%25").replace("/", "%2F");
  }

  private static ObjectMapper mapper() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(Collation.class, new CollationWriter());
    module.addDeserializer(Collation.class, new CollationReader());
    return JsonMapper.builder()
        .disable(MapperFeature.AUTO_DETECT_IS_GETTERS, MapperFeature.AUTO_DETECT_GETTERS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .visibility(PropertyAccessor.FIELD, Visibility.ANY)
        .addModule(module)
        .build();
  }

  private static final class CollationWriter extends JsonSerializer<Collation> {
    @Override
    public void serialize(Collation value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.name());
    }
  }

  private static final class CollationReader extends JsonDeserializer<Collation> {
    @Override
    public Collation deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Collations.ofName(in.getText());
    }
  }
}
