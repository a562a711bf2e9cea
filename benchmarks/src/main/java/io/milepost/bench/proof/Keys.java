package io.milepost.bench.proof;

import io.milepost.rsu.keys.KeysCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;

/** The road's keys: per-RSU keys in files, made and changed by the {@code keys} command. */
final class Keys {
  private final Path folder;
  private final Set<String> nodes = new TreeSet<>();

  /** Makes a ring with key 1. */
  Keys(Path folder) throws IOException {
    this.folder = folder;
    run("generate", "--per-rsu");
  }

  /** The ring with the masters, which vehicles read. */
  Path ring() {
    return folder.resolve("keys.json");
  }

  /** An RSU's own ring. */
  Path of(String node) throws IOException {
    nodes.add(node);
    handOut();
    return folder.resolve(node + ".keys.json");
  }

  /** Adds a key that begins after a span; the others end after an overlap. */
  void rotate(String in, String overlap) throws IOException {
    run("rotate", "--in", in, "--overlap", overlap);
    handOut();
  }

  /** Takes a key out. */
  void revoke(int id) throws IOException {
    run("revoke", "" + id);
    handOut();
  }

  private void handOut() throws IOException {
    for (String node : nodes) {
      run("derive", "--rsu", node, "--out", folder.resolve(node + ".keys.json").toString());
    }
  }

  private void run(String... words) throws IOException {
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--key-ring";
    all[words.length + 1] = ring().toString();
    StringWriter errors = new StringWriter();
    int code =
        new CommandLine(new KeysCommand())
            .setOut(new PrintWriter(Writer.nullWriter()))
            .setErr(new PrintWriter(errors))
            .execute(all);
    if (code != 0) {
      throw new IOException("keys " + String.join(" ", words) + ": " + errors);
    }
  }
}
