package io.edgesql.proxy.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The folder that holds what must outlive the process.
 *
 * <pre>
 * lock    held while a server uses the folder; inside: its process id
 * secret  the local edge's EDGESQL_HMAC_SECRET, readable by its owner alone
 * edge/   the local edge's databases
 * tls/    the certificate and key made at the first start
 * edge-url  where the local edge listens, while it runs
 * password-key.pem  the key for passwords of clients without TLS
 * </pre>
 */
final class DataFolder implements AutoCloseable {
  private static final int SECRET_BYTES = 32;

  private final Path path;
  private final FileChannel lockFile;

  private DataFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /** Creates the folder if it is missing, and locks it against a second server. */
  @SuppressWarnings("resource") // The channel carries the lock until close().
  static DataFolder open(Path path) throws StartFailure {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new StartFailure("Another Edge SQL server is using the data folder " + path + ".");
      }
      channel.truncate(0);
      byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
      channel.write(java.nio.ByteBuffer.wrap(pid));
      return new DataFolder(path, channel);
    } catch (FileAlreadyExistsException e) {
      throw new StartFailure("The data folder " + path + " is a file, not a folder.", e);
    } catch (IOException e) {
      throw new StartFailure("Cannot use the data folder " + path + ": " + e.getMessage() + ".", e);
    }
  }

  Path edge() {
    return path.resolve("edge");
  }

  Path tls() {
    return path.resolve("tls");
  }

  Path passwordKey() {
    return path.resolve("password-key.pem");
  }

  /** Tells other commands where the local edge listens. */
  void noteEdge(java.net.URI url) throws StartFailure {
    try {
      Files.writeString(path.resolve("edge-url"), url.toString());
    } catch (IOException e) {
      throw new StartFailure("Cannot write into " + path + ": " + e.getMessage() + ".", e);
    }
  }

  /** Where the local edge of a folder listens. */
  static java.net.URI runningEdge(Path path) throws StartFailure {
    try {
      return java.net.URI.create(Files.readString(path.resolve("edge-url")).trim());
    } catch (IOException | IllegalArgumentException e) {
      throw new StartFailure(
          "No local edge runs on the data folder "
              + path
              + "; start one with 'edgesql up', or name a gateway with --edge.",
          e);
    }
  }

  /** The secret of a folder that a server has used. */
  static String knownSecret(Path path) throws StartFailure {
    try {
      return Files.readString(path.resolve("secret")).trim();
    } catch (IOException e) {
      throw new StartFailure("Cannot read the secret in " + path + ".", e);
    }
  }

  /** The local edge's secret, made once. */
  String secret() throws StartFailure {
    Path file = path.resolve("secret");
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        Path made = path.resolve("secret.new");
        Files.deleteIfExists(made);
        Files.createFile(
            made,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(made, HexFormat.of().formatHex(random));
        Files.move(made, file);
      }
      String secret = Files.readString(file).trim();
      if (secret.isEmpty()) {
        throw new StartFailure("The file " + file + " is empty.");
      }
      return secret;
    } catch (IOException e) {
      throw new StartFailure("Cannot use " + file + ": " + e.getMessage() + ".", e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path.resolve("edge-url"));
      lockFile.close();
    } catch (IOException e) {
      // The system frees the lock with the process anyway.
    }
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
