package io.edgesql.dialect.eval;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.Value;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Digests, AES, compression. */
final class HashFunctions {
  private static final int MAX_UNCOMPRESSED = 64 << 20;

  private HashFunctions() {}

  static void register(Functions functions) {
    // Without a component that judges passwords, as here, none is strong.
    functions.strict("VALIDATE_PASSWORD_STRENGTH", call -> new Value.Int(0, false));
    functions.strict("MD5", call -> digest(call, "MD5"));
    functions.strict("SHA1", call -> digest(call, "SHA-1"));
    functions.strict("SHA", call -> digest(call, "SHA-1"));
    functions.strict("SHA2", HashFunctions::sha2);
    functions.strict("RANDOM_BYTES", HashFunctions::randomBytes);
    functions.strict("AES_ENCRYPT", call -> aes(call, Cipher.ENCRYPT_MODE));
    functions.strict("AES_DECRYPT", call -> aes(call, Cipher.DECRYPT_MODE));
    functions.strict("COMPRESS", HashFunctions::compress);
    functions.strict("UNCOMPRESS", HashFunctions::uncompress);
    functions.strict("UNCOMPRESSED_LENGTH", HashFunctions::uncompressedLength);
  }

  private static Value digest(Invocation call, String algorithm) {
    try {
      byte[] hash = MessageDigest.getInstance(algorithm).digest(call.bytes(0));
      return call.string(StringFunctions.hex(hash).toLowerCase(Locale.ROOT));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static Value sha2(Invocation call) {
    long bits = call.whole(1);
    String algorithm;
    if (bits == 224 || bits == 256 || bits == 384 || bits == 512) {
      algorithm = "SHA-" + bits;
    } else if (bits == 0) {
      algorithm = "SHA-256";
    } else {
      call.environment()
          .warn("Warning", 1583, "Incorrect parameters in the call to native function 'sha2'");
      return Value.Null.NULL;
    }
    return digest(call, algorithm);
  }

  private static Value randomBytes(Invocation call) {
    long count = call.whole(0);
    if (count < 1 || count > 1024) {
      throw new SqlException(1690, "22003", "length value is out of range in 'random_bytes'");
    }
    return new Value.Bytes(call.environment().randomBytes((int) count));
  }

  /**
   * Mode and key length come from block_encryption_mode; the key is folded by XOR as MySQL does.
   */
  private static Value aes(Invocation call, int operation) {
    Value setting = call.environment().systemVariable(false, "block_encryption_mode");
    String[] mode =
        (setting instanceof Value.Text text ? text.text() : "aes-128-ecb")
            .toLowerCase(Locale.ROOT)
            .split("-", -1);
    byte[] key = new byte[Integer.parseInt(mode[1]) / 8];
    byte[] given = call.bytes(1);
    for (int i = 0; i < given.length; i++) {
      key[i % key.length] ^= given[i];
    }
    boolean ecb = mode[2].equals("ecb");
    String padding = ecb || mode[2].equals("cbc") ? "PKCS5Padding" : "NoPadding";
    if (!ecb && call.count() < 3) {
      throw new SqlException(
          1582,
          "42000",
          "Incorrect parameter count in the call to native function '"
              + call.call().name().toLowerCase(Locale.ROOT)
              + "'");
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/" + mode[2].toUpperCase(Locale.ROOT) + "/" + padding);
      SecretKeySpec spec = new SecretKeySpec(key, "AES");
      if (ecb) {
        cipher.init(operation, spec);
      } else {
        byte[] vector = call.bytes(2);
        if (vector.length < 16) {
          throw new SqlException(
              1882,
              "HY000",
              "The initialization vector supplied to "
                  + call.call().name().toLowerCase(Locale.ROOT)
                  + " is too short. Must be at least 16 bytes long");
        }
        cipher.init(operation, spec, new IvParameterSpec(Arrays.copyOf(vector, 16)));
      }
      return new Value.Bytes(cipher.doFinal(call.bytes(0)));
    } catch (GeneralSecurityException wrong) {
      return Value.Null.NULL;
    }
  }

  /** The length in four bytes, low one first, then zlib's stream; a point after a final blank. */
  private static Value compress(Invocation call) {
    byte[] bytes = call.bytes(0);
    if (bytes.length == 0) {
      return new Value.Bytes(bytes);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(bytes.length >>> shift & 0xff);
    }
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] buffer = new byte[4096];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    byte[] packed = out.toByteArray();
    if (packed[packed.length - 1] == ' ') {
      packed = Arrays.copyOf(packed, packed.length + 1);
      packed[packed.length - 1] = '.';
    }
    return new Value.Bytes(packed);
  }

  private static int length(byte[] packed) {
    return (packed[0] & 0xff)
        | (packed[1] & 0xff) << 8
        | (packed[2] & 0xff) << 16
        | (packed[3] & 0x3f) << 24;
  }

  private static Value uncompress(Invocation call) {
    byte[] packed = call.bytes(0);
    if (packed.length == 0) {
      return new Value.Bytes(packed);
    }
    if (packed.length <= 4) {
      return corrupted(call);
    }
    int length = length(packed);
    if (length > MAX_UNCOMPRESSED) {
      call.environment()
          .warn(
              "Warning",
              1256,
              "Uncompressed data size too large; the maximum size is "
                  + MAX_UNCOMPRESSED
                  + " (probably, length of uncompressed data was corrupted)");
      return Value.Null.NULL;
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed, 4, packed.length - 4);
      byte[] out = new byte[length];
      int done = inflater.inflate(out);
      return done == length ? new Value.Bytes(out) : corrupted(call);
    } catch (DataFormatException wrong) {
      return corrupted(call);
    } finally {
      inflater.end();
    }
  }

  private static Value corrupted(Invocation call) {
    call.environment().warn("Warning", 1259, "ZLIB: Input data corrupted");
    return Value.Null.NULL;
  }

  private static Value uncompressedLength(Invocation call) {
    byte[] packed = call.bytes(0);
    return new Value.Int(packed.length <= 4 ? 0 : length(packed), false);
  }
}
