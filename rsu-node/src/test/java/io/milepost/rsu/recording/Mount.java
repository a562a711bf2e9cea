package io.milepost.rsu.recording;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system of its own; only root can have one, and not in every container. */
final class Mount implements AutoCloseable {
  private final Path at;

  private Mount(Path at) {
    this.at = at;
  }

  /** In memory, of this size. */
  static Mount memory(Path at, int megabytes) throws Exception {
    Files.createDirectories(at);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", at.toString()),
        "a file system of its own needs root and the right to mount");
    return new Mount(at);
  }

  /** An ext4 in a file. */
  static Mount ext4(Path at, Path image, int megabytes) throws Exception {
    Files.createDirectories(at);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(megabytes * 1_000_000L);
    }
    boolean made = run("/sbin/mkfs.ext4", "-q", "-F", image.toString());
    assumeTrue(
        made && run("mount", "-o", "loop", image.toString(), at.toString()),
        "an ext4 of its own needs root, mkfs.ext4 and the right to mount");
    return new Mount(at);
  }

  Path at() {
    return at;
  }

  /** Does what ext4 does when its disk fails: from now on nothing can be written. */
  void fail() throws Exception {
    assumeTrue(run("mount", "-o", "remount,abort", at.toString()), "ext4 cannot be aborted");
  }

  @Override
  public void close() throws Exception {
    if (!run("umount", at.toString())) {
      run("umount", "-l", at.toString());
    }
  }

  static boolean run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
