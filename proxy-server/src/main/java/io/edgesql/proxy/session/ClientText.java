package io.edgesql.proxy.session;

import io.edgesql.dialect.lex.StrayBytes;
import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Statement texts as the client sent them, decoded strictly. */
final class ClientText {
  private static final int SHOWN_BYTES = 6;

  private ClientText() {}

  /**
   * The text. Bytes that are no UTF-8 are kept as {@link StrayBytes}; those that are no text in
   * another character set are error 1300. The session goes on.
   */
  static String decode(Bytes sql, Charset charset) {
    byte[] bytes = sql.toArray();
    if (charset.equals(StandardCharsets.UTF_8)) {
      return StrayBytes.decode(bytes);
    }
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      CharBuffer out = decoder.decode(in);
      return out.toString();
    } catch (CharacterCodingException e) {
      int from = Math.min(in.position(), bytes.length);
      int to = Math.min(bytes.length, from + SHOWN_BYTES);
      String shown =
          "\\x" + HexFormat.ofDelimiter("\\x").withUpperCase().formatHex(bytes, from, to);
      throw Failures.of(MySqlError.ER_INVALID_CHARACTER_STRING, charset.name(), shown);
    }
  }
}
