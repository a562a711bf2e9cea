package io.milepost.bench.video;

public class Try {
  public static void main(String[] a) throws Exception {
    var p = new java.io.PrintWriter(System.out, true);
    var w = java.nio.file.Files.createTempDirectory("vb");
    if (a[0].equals("t")) {
      var s = new TimelineCost(w).run(100);
      System.out.println(s.spread() + " p99 " + s.quantile(.99));
    }
    if (a[0].equals("r")) {
      var v = VideoFiles.fourMegabits(w);
      var r = new RecordCost(v, w, Integer.parseInt(a[1]), 10).run(2, p);
      System.out.println(
          r.ours().spread()
              + " "
              + r.ffmpeg().spread()
              + " "
              + r.ratio().spread()
              + " "
              + r.megabits());
    }
  }
}
