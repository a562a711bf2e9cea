package io.milepost.rsu.perception;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.json.Json;
import java.util.List;
import java.util.Locale;

/**
 * What {@code model inspect} tells.
 *
 * @param info the model
 * @param threads threads of one inference
 * @param millis time of every run, milliseconds, ascending; one at least
 * @param cpuMillis median processor time of a run, milliseconds; 0 when other threads take part
 * @param residentBytes growth of this process by loading and running it; 0 when unknown
 */
record ModelReport(
    ModelInfo info, int threads, double[] millis, double cpuMillis, long residentBytes) {
  private static final double MEGA = 1e6;
  private static final int SHOWN_CLASSES = 12;

  private double percentile(int percent) {
    return millis[(int) Math.min(millis.length - 1L, (long) millis.length * percent / 100)];
  }

  private List<String> forRules() {
    return info.classes().stream().filter(c -> ObjectClass.of(c) != ObjectClass.OTHER).toList();
  }

  /** For people, one fact a line. */
  String text() {
    ModelInfo.FileFacts file = info.file();
    ModelInfo.SelfTestResult test = info.selfTest();
    List<String> known = forRules();
    StringBuilder out = new StringBuilder();
    line(out, "file", info.path().toString());
    line(out, "sha256", info.sha256());
    line(out, "layout", info.layout().title());
    line(out, "input", info.inputWidth() + "x" + info.inputHeight() + " " + file.input());
    line(out, "precision", file.precision());
    line(out, "classes", info.classes().size() + ": " + shown());
    line(
        out,
        "for rules",
        known.isEmpty() ? "none of them; no rule will ever fire" : String.join(", ", known));
    line(out, "opset", file.opset() == 0 ? "not declared" : Long.toString(file.opset()));
    line(out, "producer", file.producer().isEmpty() ? "not declared" : file.producer());
    line(out, "licence", info.licence().isEmpty() ? "not declared" : info.licence());
    info.licenceWarning().ifPresent(words -> line(out, "note", words));
    line(
        out,
        "memory",
        words(
            "%.1f MB file, %.1f million parameters, %.1f MB more in this process",
            file.bytes() / MEGA, file.parameters() / MEGA, residentBytes / MEGA));
    line(
        out,
        "self-test",
        words(
            "passed; boxes in a grey picture %d, in a patterned one %d, best score %.2f",
            test.greyBoxes(), test.patternBoxes(), test.bestScore()));
    line(out, "load", info.loadMillis() + " ms");
    line(
        out,
        "speed",
        words(
            "%.1f ms per picture here (p50 of %d, p95 %.1f ms, %s, %d thread%s)",
            percentile(50),
            millis.length,
            percentile(95),
            info.provider().code(),
            threads,
            threads == 1 ? "" : "s"));
    if (cpuMillis > 0) {
      line(out, "processor", words("%.1f ms per picture (p50)", cpuMillis));
    }
    return out.toString();
  }

  /** The same for programs, on one line. */
  String json() {
    ModelInfo.FileFacts file = info.file();
    ModelInfo.SelfTestResult test = info.selfTest();
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("file", info.path().toString()).put("sha256", info.sha256());
    json.put("layout", info.layout().name().toLowerCase(Locale.ROOT));
    json.put("layout_title", info.layout().title());
    json.put("input_width", info.inputWidth()).put("input_height", info.inputHeight());
    json.put("input_type", file.input()).put("precision", file.precision());
    info.classes().forEach(json.putArray("classes")::add);
    forRules().forEach(json.putArray("classes_for_rules")::add);
    json.put("opset", file.opset()).put("producer", file.producer());
    json.put("parameters", file.parameters());
    json.put("licence", info.licence()).put("note", info.licenceWarning().orElse(null));
    json.put("file_bytes", file.bytes()).put("resident_bytes", residentBytes);
    json.putObject("self_test")
        .put("passed", true)
        .put("grey_boxes", test.greyBoxes())
        .put("pattern_boxes", test.patternBoxes())
        .put("best_score", rounded(test.bestScore()));
    json.put("load_ms", info.loadMillis());
    json.put("p50_ms", rounded(percentile(50))).put("p95_ms", rounded(percentile(95)));
    json.put("p50_cpu_ms", cpuMillis > 0 ? rounded(cpuMillis) : null);
    json.put("runs", millis.length).put("threads", threads);
    json.put("provider", info.provider().code());
    return json.toString();
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static String words(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private String shown() {
    List<String> classes = info.classes();
    return String.join(", ", classes.subList(0, Math.min(SHOWN_CLASSES, classes.size())))
        + (classes.size() > SHOWN_CLASSES ? ", …" : "");
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append(String.format("%-10s %s%n", name, value));
  }
}
