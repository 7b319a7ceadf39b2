package io.edgesql.protocol.frame;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.edgesql.protocol.ProtocolException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * How packets are compressed, as both sides agreed in the handshake.
 *
 * @param level 1 to 9 for zlib, 1 to 22 for zstd; the client chooses it for zstd
 */
public record Compression(Algorithm algorithm, int level) {
  /** What the capabilities {@code CLIENT_COMPRESS} and CLIENT_ZSTD_COMPRESSION_ALGORITHM name. */
  public enum Algorithm {
    ZLIB,
    ZSTD
  }

  /** Level 6, as MySQL. */
  public static final Compression ZLIB_DEFAULT = new Compression(Algorithm.ZLIB, 6);

  public Compression {
    int highest = algorithm == Algorithm.ZLIB ? 9 : 22;
    if (level < 1 || level > highest) {
      throw new IllegalArgumentException(algorithm + " level " + level + " is not 1 to " + highest);
    }
  }

  /** Fresh state for one connection; close it. */
  Codec open() {
    return switch (algorithm) {
      case ZLIB -> new Zlib(level);
      case ZSTD -> new ZstdCodec(level);
    };
  }

  /** Compresses and decompresses whole packets, each for itself. */
  interface Codec extends AutoCloseable {
    /** What does not shrink may come back as it is. */
    byte[] compress(byte[] plain);

    /** Exactly {@code plainLength} bytes, else a {@link ProtocolException}. */
    byte[] decompress(byte[] compressed, int plainLength);

    @Override
    void close();
  }

  private static final class Zlib implements Codec {
    private final Deflater deflater;
    private final Inflater inflater = new Inflater();

    Zlib(int level) {
      deflater = new Deflater(level);
    }

    @Override
    public byte[] compress(byte[] plain) {
      deflater.reset();
      deflater.setInput(plain);
      deflater.finish();
      byte[] target = new byte[plain.length];
      int length = deflater.deflate(target);
      if (!deflater.finished()) {
        return plain;
      }
      return Arrays.copyOf(target, length);
    }

    @Override
    public byte[] decompress(byte[] compressed, int plainLength) {
      inflater.reset();
      inflater.setInput(compressed);
      byte[] plain = new byte[plainLength];
      try {
        int length = inflater.inflate(plain);
        // One more call lets the inflater see the end of the stream, or that there is more.
        if (length != plainLength
            || (!inflater.finished() && inflater.inflate(new byte[1]) > 0)
            || !inflater.finished()) {
          throw new ProtocolException("zlib packet does not hold the " + plainLength + " declared");
        }
      } catch (DataFormatException e) {
        throw new ProtocolException("bad zlib packet: " + e.getMessage());
      }
      return plain;
    }

    @Override
    public void close() {
      deflater.end();
      inflater.end();
    }
  }

  private static final class ZstdCodec implements Codec {
    private final int level;

    ZstdCodec(int level) {
      this.level = level;
    }

    @Override
    public byte[] compress(byte[] plain) {
      return Zstd.compress(plain, level);
    }

    @Override
    public byte[] decompress(byte[] compressed, int plainLength) {
      byte[] plain = new byte[plainLength];
      try {
        long length = Zstd.decompress(plain, compressed);
        if (Zstd.isError(length) || length != plainLength) {
          throw new ProtocolException("zstd packet does not hold the " + plainLength + " declared");
        }
      } catch (ZstdException e) {
        throw new ProtocolException("bad zstd packet: " + e.getMessage());
      }
      return plain;
    }

    @Override
    public void close() {
      // One-shot calls keep nothing.
    }
  }
}
