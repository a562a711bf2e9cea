package io.milepost.bench.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Network namespaces: one for RSUs, one for the relay, one per vehicle. On each segment the RSUs'
 * interface {@code r<s>} leads to the relay's {@code u<s>}, and the relay's {@code d<s>v<i>} to
 * vehicle i's {@code w<s>}: nothing gets through but what the relay forwards. Both ends are in one
 * subnet, as on a bridge; the relay's addresses are there for who attacks from inside.
 */
final class Namespaces implements AutoCloseable {
  private final String prefix;
  private final List<String> names = new ArrayList<>();

  /** Makes them; needs root. */
  Namespaces(int segments, int vehicles) throws IOException {
    this.prefix = "mp" + ProcessHandle.current().pid() + "-";
    try {
      add("rsu");
      add("relay");
      for (int i = 1; i <= vehicles; i++) {
        add(vehicle(i));
      }
      for (int s = 1; s <= segments; s++) {
        String net = "10.77." + s + ".";
        pair("rsu", "r" + s, net + "1", "relay", "u" + s, net + "2");
        for (int i = 1; i <= vehicles; i++) {
          String attacker = net + (100 + i);
          pair("relay", down(s, i), attacker, vehicle(i), "w" + s, net + (10 + i));
        }
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Why this machine cannot have namespaces, or null. */
  static String unavailable() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return "network namespaces need root";
    }
    String probe = "mp" + ProcessHandle.current().pid() + "-probe";
    try {
      ip("netns", "add", probe);
      ip("netns", "del", probe);
      return null;
    } catch (IOException e) {
      return "network namespaces cannot be made here: " + e.getMessage();
    }
  }

  static String vehicle(int i) {
    return "v" + i;
  }

  static String down(int segment, int vehicle) {
    return "d" + segment + "v" + vehicle;
  }

  private void add(String name) throws IOException {
    ip("netns", "add", prefix + name);
    names.add(prefix + name);
    ip("-n", prefix + name, "link", "set", "lo", "up");
  }

  private void pair(
      String ns1, String if1, String address1, String ns2, String if2, String address2)
      throws IOException {
    String one = prefix + ns1;
    String two = prefix + ns2;
    ip("link", "add", if1, "netns", one, "type", "veth", "peer", "name", if2, "netns", two);
    ip("-n", one, "address", "add", address1 + "/24", "dev", if1);
    ip("-n", two, "address", "add", address2 + "/24", "dev", if2);
    ip("-n", one, "link", "set", if1, "up");
    ip("-n", two, "link", "set", if2, "up");
  }

  /** Command that runs what follows it inside a namespace, in the same process. */
  List<String> enter(String name) {
    return List.of("ip", "netns", "exec", prefix + name);
  }

  private static void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    for (String name : names) {
      try {
        ip("netns", "del", name);
      } catch (IOException ignored) {
        // The others are still to be removed.
      }
    }
    names.clear();
  }
}
