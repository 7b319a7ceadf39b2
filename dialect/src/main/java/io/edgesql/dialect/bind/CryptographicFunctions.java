package io.edgesql.dialect.bind;

import io.edgesql.dialect.bind.NativeFunction.Nulls;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;

/** The manual's "Encryption and Compression Functions". */
final class CryptographicFunctions {
  private static final int AES_BLOCK = 16;

  private CryptographicFunctions() {}

  static void addTo(FunctionTypes all) {
    all.add("MD5", 1, 1, Nulls.ALWAYS, a -> a.ascii(32));
    all.add("SHA SHA1", 1, 1, Nulls.ALWAYS, a -> a.ascii(40));
    all.add("SHA2", 2, 2, Nulls.ALWAYS, CryptographicFunctions::sha2);
    all.add("STATEMENT_DIGEST", 1, 1, Nulls.ALWAYS, a -> a.ascii(64));
    all.add("AES_ENCRYPT", 2, 6, Nulls.ALWAYS, a -> binary(padded(bytes(a))));
    all.add("AES_DECRYPT", 2, 6, Nulls.ALWAYS, a -> binary(a.width(0)));
    all.add("COMPRESS", 1, 1, Nulls.ALWAYS, a -> binary(compressed(bytes(a))));
    all.add("UNCOMPRESS", 1, 1, Nulls.ALWAYS, a -> binary(Widths.MAX_TEXT));
    all.add("UNCOMPRESSED_LENGTH", 1, 1, Nulls.ARGUMENTS, a -> Widths.bigint(10, false));
    all.add("RANDOM_BYTES", 1, 1, Nulls.ALWAYS, a -> binary(1024));
    all.add("VALIDATE_PASSWORD_STRENGTH", 1, 1, Nulls.ALWAYS, a -> Widths.bigint(10, false));
  }

  private static long bytes(Arguments a) {
    return a.width(0) * CastTypes.charBytes(a.type(0));
  }

  private static SqlType binary(long bytes) {
    return Widths.text(bytes, Collation.BINARY);
  }

  /** The hash length is part of the type; unknown means the longest. */
  private static SqlType sha2(Arguments a) {
    Long bits = a.integer(1);
    if (bits == null) {
      return a.ascii(128);
    }
    boolean isKnown = bits == 224 || bits == 384 || bits == 512;
    return a.ascii(isKnown ? bits / 4 : 64);
  }

  private static long padded(long bytes) {
    return AES_BLOCK * (bytes / AES_BLOCK) + AES_BLOCK;
  }

  /** zlib's bound and the four bytes that hold the length. */
  private static long compressed(long bytes) {
    return bytes + bytes / 1000 + 18;
  }
}
