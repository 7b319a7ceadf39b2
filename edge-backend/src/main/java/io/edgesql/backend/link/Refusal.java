package io.edgesql.backend.link;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.BackendException.Code;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads why a socket did not come to be. */
final class Refusal {

  private Refusal() {}

  /** The error that repeating cannot mend; null if another attempt may go better. */
  static @Nullable BackendException of(Throwable failure) {
    if (!(failure instanceof WebSocketClientHandshakeException refused)) {
      return null;
    }
    HttpResponse response = refused.response();
    if (response == null) {
      return null;
    }
    return switch (response.status().code()) {
      case 401 -> refusal(Code.UNAUTHENTICATED, "The gateway does not accept the token");
      case 403 -> refusal(Code.FORBIDDEN, "The token does not allow this shard");
      case 404 -> refusal(Code.NOT_FOUND, "The gateway knows no such shard");
      case 101 -> refusal(Code.PROTOCOL, "The gateway does not speak edgesql.v1");
      default -> null;
    };
  }

  private static BackendException refusal(Code code, String message) {
    return BackendException.of(code, message, false);
  }

  /** A connection that ended for no reason that was told. */
  static IOException closedEarly() {
    return new IOException("The gateway closed the connection before the upgrade");
  }
}
