package io.milepost.rsu.camera;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * GStreamer's RTSP server from Debian as a process of its own, see {@code rtsp/rtsp_server.py}. A
 * test is skipped where it is not installed.
 */
public final class GstServer implements AutoCloseable {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Path PLUGINS = Path.of("/usr/lib/x86_64-linux-gnu");

  private final Process process;
  private final int port;

  /**
   * Starts one.
   *
   * @param auth {@code basic}, {@code digest}, or null for everybody
   */
  public GstServer(Path folder, String auth) throws IOException {
    assumeTrue(
        installed(), "GStreamer's RTSP server is missing (package gir1.2-gst-rtsp-server-1.0)");
    Path script = folder.resolve("rtsp_server.py");
    try (InputStream in = GstServer.class.getResourceAsStream("/rtsp/rtsp_server.py")) {
      Files.write(script, in.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of(PYTHON.toString(), script.toString()));
    if (auth != null) {
      command.addAll(List.of("--auth", auth));
    }
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assumeTrue(
        line != null && line.startsWith("port "),
        "GStreamer's RTSP server does not start (packages python3-gi, gstreamer1.0-plugins-bad)");
    port = Integer.parseInt(line.substring(5).strip());
  }

  private static boolean installed() throws IOException {
    if (!Files.isExecutable(PYTHON) || !Files.isDirectory(PLUGINS)) {
      return false;
    }
    Path type = PLUGINS.resolve("girepository-1.0/GstRtspServer-1.0.typelib");
    return Files.exists(type)
        && Files.exists(PLUGINS.resolve("gstreamer-1.0/libgstrtp.so"))
        && Files.exists(PLUGINS.resolve("gstreamer-1.0/libgstx265.so"));
  }

  public String url(String path) {
    return "rtsp://127.0.0.1:" + port + path;
  }

  String url(String userInfo, String path) {
    return "rtsp://" + userInfo + "@127.0.0.1:" + port + path;
  }

  /** Stops the process in mid-sentence: its connections stay open and say nothing more. */
  void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    thaw();
    process.getOutputStream().close();
    if (!process.waitFor(2, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
