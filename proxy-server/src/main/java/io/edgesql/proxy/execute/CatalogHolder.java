package io.edgesql.proxy.execute;

import io.edgesql.backend.Backend;
import io.edgesql.backend.SchemaSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The newest schema that this proxy has seen. Thread-safe. */
public final class CatalogHolder {
  private final Backend backend;
  private volatile CatalogSnapshot current = CatalogSnapshot.EMPTY;
  private @Nullable CompletableFuture<CatalogSnapshot> refreshing;

  public CatalogHolder(Backend backend) {
    this.backend = backend;
  }

  public CatalogSnapshot current() {
    return current;
  }

  /** Reads what changed; callers that come meanwhile share the answer. */
  public CompletionStage<CatalogSnapshot> refresh() {
    CompletableFuture<CatalogSnapshot> started;
    synchronized (this) {
      if (refreshing != null) {
        return refreshing;
      }
      started = new CompletableFuture<>();
      refreshing = started;
    }
    backend
        .schema(current.version())
        .whenComplete(
            (snapshot, failure) -> {
              synchronized (this) {
                refreshing = null;
              }
              if (failure != null) {
                started.completeExceptionally(failure);
              } else {
                complete(started, snapshot);
              }
            });
    return started;
  }

  private void complete(CompletableFuture<CatalogSnapshot> started, SchemaSnapshot snapshot) {
    try {
      started.complete(apply(snapshot));
    } catch (RuntimeException e) {
      started.completeExceptionally(e);
    }
  }

  private synchronized CatalogSnapshot apply(SchemaSnapshot news) {
    CatalogSnapshot known = current;
    if (news.version() <= known.version() && (!news.full() || news.version() < known.version())) {
      return known;
    }
    Map<String, Object> objects = new HashMap<>(news.full() ? Map.of() : known.objects());
    news.drop().forEach(objects::remove);
    news.put()
        .forEach(
            (key, json) -> {
              Object object = CatalogJson.read(key, json);
              if (object != null) {
                objects.put(key, object);
              }
            });
    CatalogSnapshot newer =
        new CatalogSnapshot(CatalogJson.assemble(news.version(), objects), objects);
    current = newer;
    return newer;
  }
}
