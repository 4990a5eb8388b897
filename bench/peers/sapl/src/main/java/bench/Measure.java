package bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Asks an engine every request of a case and notes how long each answer took: the same method as in every other language
 * (bench/README.md, "How a figure is taken"). The virtual machine counts bytes allocated by this thread, not allocations.
 */
final class Measure {
  private final Path folder, out;
  private final int runs, warm;
  private final double seconds;
  private boolean sink;

  /** CASE OUT RUNS WARM SECONDS. */
  Measure(String[] a) {
    if (a.length != 5) throw new IllegalArgumentException("usage: CASE OUT RUNS WARM SECONDS");
    folder = Path.of(a[0]);
    out = Path.of(a[1]);
    runs = Integer.parseInt(a[2]);
    warm = Integer.parseInt(a[3]);
    seconds = Double.parseDouble(a[4]);
  }

  List<Path> worlds(String language) throws Exception {
    int count = new ObjectMapper().readTree(folder.resolve("case.json").toFile()).get("worlds").asInt();
    List<Path> folders = new ArrayList<>();
    for (int n = 0; n < count; n++) folders.add(folder.resolve(n + "/" + language));
    return folders;
  }

  private static long rssBytes() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    }
    return 0;
  }

  private static long clockNs() {
    long[] taken = new long[10001];
    for (int n = 0; n < taken.length; n++) {
      long before = System.nanoTime();
      taken[n] = System.nanoTime() - before;
    }
    Arrays.sort(taken);
    return taken[taken.length / 2];
  }

  private static long allocatedBytes() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private void write(Map<String, Object> result, StringBuilder decisions, ByteBuffer latencies) throws Exception {
    Files.writeString(out.resolve("decisions.txt"), decisions);
    Files.write(out.resolve("latencies.u32"), Arrays.copyOf(latencies.array(), latencies.position()));
    Files.writeString(out.resolve("result.json"), new ObjectMapper().writeValueAsString(result));
  }

  /** decide answers request n of count. */
  void run(int count, double loadMs, IntPredicate decide) throws Exception {
    System.gc();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("load_ms", loadMs);
    result.put("rss_bytes", rssBytes());
    StringBuilder decisions = new StringBuilder();
    // The compiler of the virtual machine needs longer than a pass: it is given its time before anything is judged.
    double warmingSeconds = Math.max(2, seconds);
    for (long warming = System.nanoTime(), n = 0; System.nanoTime() - warming < warmingSeconds * 1e9; n++) sink ^= decide.test((int) (n % count));
    long began = System.nanoTime();
    for (int n = 0; n < count; n++) {
      decisions.append(decide.test(n) ? '1' : '0');
      long elapsed = System.nanoTime() - began;
      if (elapsed > 1e10 * seconds && n + 1 < count) {
        result.put("too_slow", true);
        result.put("mean_ns", (double) elapsed / (n + 1));
        result.put("asked", n + 1);
        write(result, decisions, ByteBuffer.allocate(0));
        return;
      }
    }
    double mean = (double) (System.nanoTime() - began) / count;
    double passNs = seconds * 1e9 / (warm + 2 * runs);
    int wanted = Math.min(Math.max((int) (passNs / mean), Math.min(20, count)), count);
    int repeats = Math.min(Math.max((int) (passNs / (mean * wanted)), 1), (200000 + wanted - 1) / wanted);
    for (int pass = 0; pass < warm; pass++) {
      for (int i = 0; i < wanted; i++) sink ^= decide.test((int) ((long) i * count / wanted));
    }
    ByteBuffer latencies = ByteBuffer.allocate(4 * runs * repeats * wanted).order(ByteOrder.LITTLE_ENDIAN);
    List<Double> perSecond = new ArrayList<>();
    double asked = (double) repeats * wanted, allocated = 0;
    for (int run = 0; run < runs; run++) {
      for (int repeat = 0; repeat < repeats; repeat++) {
        for (int i = 0; i < wanted; i++) {
          int n = (int) ((long) i * count / wanted);
          long before = System.nanoTime();
          sink ^= decide.test(n);
          latencies.putInt((int) Math.min(System.nanoTime() - before, 0xFFFFFFFFL));
        }
      }
      long bytes = allocatedBytes(), before = System.nanoTime();
      for (int repeat = 0; repeat < repeats; repeat++) {
        for (int i = 0; i < wanted; i++) sink ^= decide.test((int) ((long) i * count / wanted));
      }
      perSecond.add(asked * 1e9 / (System.nanoTime() - before));
      allocated = allocatedBytes() - bytes;
    }
    result.put("clock_ns", clockNs());
    result.put("requests", repeats * wanted);
    result.put("runs", runs);
    result.put("per_second", perSecond);
    result.put("allocated_bytes", allocated / asked);
    result.put("sink", sink);
    write(result, decisions, latencies);
  }
}
