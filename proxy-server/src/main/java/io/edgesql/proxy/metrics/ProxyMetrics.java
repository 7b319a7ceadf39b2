package io.edgesql.proxy.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The proxy's meters. Thread-safe. */
public final class ProxyMetrics {
  private final MeterRegistry registry;
  private final Map<String, Timer> statements = new ConcurrentHashMap<>();
  private final Map<String, Counter> failures = new ConcurrentHashMap<>();

  public ProxyMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A statement was answered. */
  public void statement(String kind, long nanos) {
    statements
        .computeIfAbsent(
            kind,
            name ->
                Timer.builder("edgesql.statements")
                    .description("Statements answered, by kind")
                    .tag("kind", name)
                    .publishPercentileHistogram()
                    .minimumExpectedValue(Duration.ofNanos(50_000))
                    .maximumExpectedValue(Duration.ofSeconds(30))
                    .register(registry))
        .record(Duration.ofNanos(nanos));
  }

  /** A statement was answered with an error. */
  public void failure(int code) {
    failures
        .computeIfAbsent(
            Integer.toString(code),
            name ->
                Counter.builder("edgesql.errors")
                    .description("Errors sent to clients, by MySQL's number")
                    .tag("code", name)
                    .register(registry))
        .increment();
  }

  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }
}
