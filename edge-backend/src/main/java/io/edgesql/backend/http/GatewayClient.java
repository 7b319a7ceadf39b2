package io.edgesql.backend.http;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.MirroredTable;
import io.edgesql.backend.PolicySnapshot;
import io.edgesql.backend.SchemaChange;
import io.edgesql.backend.SchemaSnapshot;
import io.edgesql.backend.json.FrameDecoder;
import io.edgesql.backend.json.Health;
import io.edgesql.backend.json.MirrorCodec;
import io.edgesql.backend.json.PolicyCodec;
import io.edgesql.backend.json.SchemaCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the gateway over HTTP/1.1. Thread-safe; stages complete on a thread of the HTTP client.
 *
 * <p>Reading is repeated once at once when the connection broke: a kept-alive connection that the
 * gateway closed meanwhile looks just so. Changing never is.
 */
public final class GatewayClient {

  private static final int PROTOCOL = 1;

  private final BackendSettings settings;
  private final Supplier<String> token;
  private final HttpClient http;
  private final String base;

  /**
   * No connection is made yet.
   *
   * @param token asked for a bearer token at every call
   */
  public GatewayClient(BackendSettings settings, Supplier<String> token) {
    this.settings = settings;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timing().connect());
    Path trusted = settings.trustedCertificates();
    if (trusted != null) {
      builder.sslContext(trusting(trusted));
    }
    this.http = builder.build();
    URI gateway = settings.gateway();
    String path = gateway.getRawPath() == null ? "" : gateway.getRawPath().replaceAll("/+$", "");
    this.base = (settings.isTls() ? "https://" : "http://") + gateway.getRawAuthority() + path;
  }

  private static SSLContext trusting(Path certificates) {
    try (InputStream pem = Files.newInputStream(certificates)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + count++, authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The trusted certificates cannot be used: " + certificates, e);
    }
  }

  /** See {@link io.edgesql.backend.Backend#health}. */
  public CompletionStage<Void> health() {
    return read("/v1/health", false, GatewayClient::requireProtocol);
  }

  private static @Nullable Void requireProtocol(byte[] body) throws IOException {
    int protocol = Health.decodeProtocol(body);
    if (protocol != PROTOCOL) {
      throw new IOException("it speaks version " + protocol + " of the protocol");
    }
    return null;
  }

  /** See {@link io.edgesql.backend.Backend#schema}. */
  public CompletionStage<SchemaSnapshot> schema(long since) {
    return read("/v1/schema?since=" + since, true, SchemaCodec::decodeSnapshot);
  }

  /** See {@link io.edgesql.backend.Backend#changeSchema}. */
  public CompletionStage<Long> changeSchema(SchemaChange change) {
    return change(
        "POST",
        "/v1/schema",
        () -> SchemaCodec.encode(change),
        SchemaCodec::decodeVersion,
        "The schema change is not JSON: ");
  }

  /** See {@link io.edgesql.backend.Backend#policies}. */
  public CompletionStage<PolicySnapshot> policies(long since) {
    return read("/v1/policies?since=" + since, true, PolicyCodec::decode);
  }

  /** See {@link io.edgesql.backend.Backend#changePolicies}. */
  public CompletionStage<Long> changePolicies(long base, String tables) {
    return change(
        "PUT",
        "/v1/policies",
        () -> PolicyCodec.encode(base, tables),
        SchemaCodec::decodeVersion,
        "The policies are not JSON: ");
  }

  /** See {@link io.edgesql.backend.Backend#mirror}. */
  public CompletionStage<List<MirroredTable>> mirror(String shard) {
    return read("/v1/shards/" + shard + "/mirror", true, MirrorCodec::decode);
  }

  /** See {@link io.edgesql.backend.Backend#rebuildMirror}. */
  public CompletionStage<Long> rebuildMirror(String shard, Collection<String> tables) {
    return change(
        "POST",
        "/v1/shards/" + shard + "/mirror/rebuild",
        () -> MirrorCodec.encodeRebuild(tables),
        MirrorCodec::decodeRebuilding,
        "The tables cannot be named: ");
  }

  /** Changes something; never repeated. */
  private <T> CompletionStage<T> change(
      String method, String path, Body body, Decoder<T> decoder, String malformed) {
    try {
      HttpRequest request =
          request(path, true)
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofByteArray(body.encode()))
              .build();
      return answer(send(request), true, decoder);
    } catch (IOException e) {
      return CompletableFuture.failedStage(
          BackendException.of(Code.BAD_REQUEST, malformed + e.getMessage(), false));
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(noToken(e));
    }
  }

  private <T> CompletionStage<T> read(String path, boolean isAuthorized, Decoder<T> decoder) {
    HttpRequest request;
    try {
      request = request(path, isAuthorized).GET().build();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(noToken(e));
    }
    CompletableFuture<HttpResponse<byte[]>> response =
        send(request)
            .exceptionallyCompose(
                failure ->
                    isBrokenConnection(failure)
                        ? send(request)
                        : CompletableFuture.failedFuture(failure));
    return answer(response, false, decoder);
  }

  private static boolean isBrokenConnection(Throwable failure) {
    Throwable cause = unwrap(failure);
    return cause instanceof IOException
        && !(cause instanceof HttpTimeoutException)
        && !(cause instanceof ConnectException);
  }

  private HttpRequest.Builder request(String path, boolean isAuthorized) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(settings.timing().deadline());
    return isAuthorized ? request.header("Authorization", "Bearer " + token.get()) : request;
  }

  private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
    int maxBytes = settings.limits().schemaBytes();
    return http.sendAsync(request, response -> new BoundedBody(maxBytes));
  }

  /** Turns a response or its failure into an answer; the stage fails unwrapped. */
  private <T> CompletionStage<T> answer(
      CompletableFuture<HttpResponse<byte[]>> response, boolean isChange, Decoder<T> decoder) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    var unused =
        response.whenComplete(
            (received, failure) -> {
              if (received == null) {
                answer.completeExceptionally(unanswered(unwrap(failure), isChange));
                return;
              }
              try {
                answer.complete(decode(received, isChange, decoder));
              } catch (BackendException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  private static <T> @Nullable T decode(
      HttpResponse<byte[]> response, boolean isChange, Decoder<T> decoder) throws BackendException {
    int status = response.statusCode();
    try {
      if (status == 200) {
        return decoder.decode(response.body());
      }
      BackendException error = FrameDecoder.decodeError(response.body());
      if (error != null) {
        throw error;
      }
    } catch (IOException e) {
      if (status == 200) {
        String message = "The gateway's answer is not understood: " + e.getMessage();
        throw isChange
            ? BackendException.outcomeUnknown(Code.PROTOCOL, message, e)
            : BackendException.of(Code.PROTOCOL, message, false);
      }
      // What follows says it by the status alone: a proxy in between answers in HTML.
    }
    throw byStatus(status, isChange);
  }

  private static BackendException byStatus(int status, boolean isChange) {
    String message = "The gateway answered with HTTP status " + status;
    return switch (status) {
      case 401 -> BackendException.of(Code.UNAUTHENTICATED, message, false);
      case 403 -> BackendException.of(Code.FORBIDDEN, message, false);
      case 404 -> BackendException.of(Code.NOT_FOUND, message, false);
      case 413 -> BackendException.of(Code.TOO_LARGE, message, false);
      case 429 -> BackendException.of(Code.OVERLOADED, message, true);
      default ->
          isChange && status >= 500
              ? BackendException.outcomeUnknown(Code.INTERNAL, message, null)
              : BackendException.of(Code.INTERNAL, message, status >= 500);
    };
  }

  private BackendException unanswered(@Nullable Throwable failure, boolean isChange) {
    String reason = failure == null ? "no answer" : failure.toString();
    String message = "The gateway at " + settings.gateway().getAuthority() + ": " + reason;
    if (failure instanceof ConnectException
        || failure instanceof java.net.http.HttpConnectTimeoutException) {
      return BackendException.of(Code.UNREACHABLE, message, true);
    }
    Code code = failure instanceof HttpTimeoutException ? Code.TIMEOUT : Code.UNREACHABLE;
    return isChange
        ? BackendException.outcomeUnknown(code, message, failure)
        : BackendException.of(code, message, true);
  }

  private static BackendException noToken(RuntimeException e) {
    return BackendException.of(Code.UNAUTHENTICATED, "No token: " + e.getMessage(), false);
  }

  private static @Nullable Throwable unwrap(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Writes the body of a call. */
  private interface Body {
    byte[] encode() throws IOException;
  }

  /** Reads the body of an answer with status 200. */
  private interface Decoder<T> {
    @Nullable T decode(byte[] body) throws IOException;
  }
}
