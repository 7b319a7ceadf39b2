package io.edgesql.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable run of bytes, so that packets which carry bytes can be records with equality. */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Copies the array. */
  public static Bytes of(byte... array) {
    return array.length == 0 ? EMPTY : new Bytes(array.clone());
  }

  /** Takes the array over: the caller must not change it afterwards. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array);
  }

  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return array.length;
  }

  public boolean isEmpty() {
    return array.length == 0;
  }

  public byte at(int index) {
    return array[index];
  }

  public byte[] toArray() {
    return array.clone();
  }

  public void writeTo(ByteBuf out) {
    out.writeBytes(array);
  }

  /** Malformed input becomes the replacement character; check first where it matters. */
  public String toString(Charset charset) {
    return new String(array, charset);
  }

  public String utf8() {
    return toString(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** Length only: contents may be a secret. */
  @Override
  public String toString() {
    return "Bytes[" + array.length + "]";
  }
}
