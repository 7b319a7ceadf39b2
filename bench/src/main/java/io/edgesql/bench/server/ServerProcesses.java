package io.edgesql.bench.server;

import io.edgesql.bench.server.Target.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What Linux tells about processes; elsewhere it is nothing. */
public final class ServerProcesses {
  /** Linux counts CPU time in hundredths of a second, whatever the kernel's own clock is. */
  private static final double TICKS_PER_SECOND = 100;

  /** Its own user and system time, then those of children that ended, follow one another. */
  private static final int USER_TIME = 11;

  private ServerProcesses() {}

  /**
   * CPU seconds since each process started, with those of its children that ended, and of those
   * that are not listed themselves: PostgreSQL has a process for each connection.
   */
  public static Map<String, Double> cpuSeconds(List<ServerProcess> processes) {
    Set<Long> listed = processes.stream().map(ServerProcess::pid).collect(Collectors.toSet());
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (ServerProcess process : processes) {
      seconds.merge(process.role(), withChildren(process.pid(), listed), Double::sum);
    }
    return seconds;
  }

  private static double withChildren(long pid, Set<Long> listed) {
    double seconds = cpuSeconds(pid);
    for (long child : children(pid)) {
      if (!listed.contains(child)) {
        seconds += withChildren(child, listed);
      }
    }
    return seconds;
  }

  private static List<Long> children(long pid) {
    return ProcessHandle.of(pid)
        .map(process -> process.children().map(ProcessHandle::pid).toList())
        .orElse(List.of());
  }

  private static double cpuSeconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name stands in parentheses and may hold anything; the fields after it are numbers.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = 0;
      for (int field = USER_TIME; field < USER_TIME + 4; field++) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Resident memory in bytes of a role's processes. */
  public static long residentBytes(List<ServerProcess> processes, String role) {
    long bytes = 0;
    for (ServerProcess process : processes) {
      if (process.role().equals(role)) {
        bytes += residentBytes(process.pid());
      }
    }
    return bytes;
  }

  private static long residentBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  /** Every process below one that has started others, with its command's name as its role. */
  static List<ServerProcess> below(ProcessHandle root) {
    return root.descendants().map(child -> new ServerProcess(name(child), child.pid())).toList();
  }

  /** The program's name: what a process calls itself may be a thread's name, as with Node.js. */
  private static String name(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .orElse("unknown");
  }
}
