package io.edgesql.protocol;

import io.edgesql.protocol.error.MySqlError;
import io.netty.handler.codec.DecoderException;

/**
 * The peer broke the protocol. Thrown by the frame or handshake layer: answer with ERR if that is
 * still possible, then close. Thrown while a command is decoded: ERR, and the connection stays.
 *
 * <p>A {@link DecoderException}, so Netty hands it to {@code exceptionCaught} unwrapped. It has no
 * stack trace: a hostile peer decides how often one is thrown, and the message names the field.
 */
public final class ProtocolException extends DecoderException {
  private static final long serialVersionUID = 1L;

  private final MySqlError error;
  private final String detail;
  private final String clientMessage;

  /**
   * @param detail for the log
   * @param arguments for the error's message, which goes to the client
   */
  public ProtocolException(MySqlError error, String detail, Object... arguments) {
    super(detail);
    this.error = error;
    this.detail = detail;
    this.clientMessage = error.message(arguments);
  }

  /** A payload that is not what the manual says: {@code ER_MALFORMED_PACKET}. */
  public ProtocolException(String detail) {
    this(MySqlError.ER_MALFORMED_PACKET, detail);
  }

  /** What to tell the client. */
  public MySqlError error() {
    return error;
  }

  /** The error's message, for the client. */
  public String clientMessage() {
    return clientMessage;
  }

  /** What was wrong, for the log. */
  public String detail() {
    return detail;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
