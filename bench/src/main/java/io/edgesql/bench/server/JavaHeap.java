package io.edgesql.bench.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of a Java process, as the JDK's jcmd tells it. */
public final class JavaHeap {
  private static final Pattern USED =
      Pattern.compile("(?:generation|heap)\\s+total \\d+K, used (\\d+)K");

  private JavaHeap() {}

  /**
   * Bytes that live objects take, after a full collection.
   *
   * @throws IOException if jcmd is missing, or cannot reach the process
   */
  public static long liveBytes(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    long bytes = 0;
    while (used.find()) {
      bytes += Long.parseLong(used.group(1)) * 1024;
    }
    if (bytes == 0) {
      throw new IOException("jcmd tells nothing of the heap of process " + pid);
    }
    return bytes;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("jcmd", String.valueOf(pid), command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + pid + " " + command + " failed: " + text.strip());
    }
    return text;
  }
}
