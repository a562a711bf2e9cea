package io.milepost.rsu.keys;

import io.milepost.protocol.alert.KeyRing;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keys}: makes and changes the key ring of RSUs and vehicles. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    subcommands = SignerCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Makes, lists, rotates and revokes the keys that RSUs and vehicles share.",
      "Running nodes read a changed file within a second. No command prints a secret, except derive"
          + " without --out, whose output is a key ring."
    },
    footer = {
      "",
      "Examples:",
      "  scripts/milepost keys generate --per-rsu",
      "  scripts/milepost keys derive --rsu rsu-a --out rsu-a.keys.json",
      "  scripts/milepost keys signer generate --rsu rsu-a --out rsu-a.pem --add",
      "  scripts/milepost keys rotate --in 10m --overlap 1h",
      "  scripts/milepost keys list",
      "  scripts/milepost keys revoke 1",
      "",
      "docs/keys.md tells how to hand keys out and what they cannot do."
    })
public final class KeysCommand implements Runnable {
  private static final String HOUR = "1h";

  @Spec private CommandSpec spec;

  private final Clock clock;

  /** With the time of this machine. */
  public KeysCommand() {
    this(Clock.systemUTC());
  }

  KeysCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "generate",
      mixinStandardHelpOptions = true,
      description = "Makes a key ring with one new random key. Never overwrites a file.")
  int generate(
      @Mixin KeyRingOption ring,
      @Option(
              names = "--per-rsu",
              description =
                  "The key is a master: each RSU gets its own by 'derive', and cannot speak for"
                      + " another.")
          boolean perRsu) {
    KeyRingDocument made = KeyRingDocument.generate(perRsu, Instant.MIN);
    SecretFile.create(ring.file(), made.bytes());
    KeyRing.Key key = made.ring().keys().get(0);
    say("%s: key 1, %s", ring.file(), Fingerprint.of(key.secret()));
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Lists keys and signers with times and state, never a secret.",
        "PRINT is the beginning of the SHA-256 of the key, to compare two files."
      })
  int list(
      @Mixin KeyRingOption ring, @Option(names = "--json", description = "As JSON.") boolean json) {
    KeyList list = new KeyList(ring.read().ring(), clock.instant());
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? list.json() + System.lineSeparator() : list.table());
    out.flush();
    return 0;
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = {
        "Adds a new key that begins later, and ends the others after an overlap.",
        "Hand the file to every vehicle and RSU before the new key begins."
      })
  int rotate(
      @Mixin KeyRingOption ring,
      @Option(
              names = "--in",
              converter = Span.class,
              defaultValue = "10m",
              paramLabel = "SPAN",
              description = "Time until senders change (default: ${DEFAULT-VALUE}).")
          Duration in,
      @Option(
              names = "--overlap",
              converter = Span.class,
              defaultValue = HOUR,
              paramLabel = "SPAN",
              description = "How long the old keys stay valid (default: ${DEFAULT-VALUE}).")
          Duration overlap,
      @Option(
              names = "--per-rsu",
              arity = "1",
              paramLabel = "true|false",
              description = "Kind of the new key (default: as the newest).")
          Boolean perRsu) {
    KeyRingDocument.Rotation done = ring.read().rotate(clock.instant(), in, overlap, perRsu);
    ring.replace(done.document());
    say("%s: key %d begins at %s", ring.file(), done.id(), done.from());
    say("The other keys end at %s.", done.until());
    say("Hand the file out before %s.", done.from());
    boolean masters = done.document().ring().keys().stream().anyMatch(KeyRing.Key::perRsu);
    if (masters) {
      say("RSUs get theirs by 'milepost keys derive --rsu ID'.");
    }
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = {
        "Takes a key out of the ring at once, for a key that somebody else has.",
        "Nodes that still have the old file go on believing it: hand the new one out."
      })
  int revoke(
      @Mixin KeyRingOption ring,
      @Parameters(index = "0", paramLabel = "ID", description = "Id of the key, 1 to 255.")
          int id) {
    KeyRingDocument next = ring.read().revoke(id);
    ring.replace(next);
    say("%s: without key %d", ring.file(), id);
    Instant now = clock.instant();
    List<KeyRing.Key> left = next.ring().keys();
    if (left.stream().noneMatch(key -> key.isValid(now))) {
      say("No key is valid now: RSUs with this file send nothing.");
    } else if (left.stream().noneMatch(key -> key.notAfter().equals(Instant.MAX))) {
      say("Every key left has an end: rotate again before.");
    }
    return 0;
  }

  @Command(
      name = "derive",
      mixinStandardHelpOptions = true,
      description = {
        "Makes the key ring of one RSU out of a ring with per-RSU keys.",
        "It holds what this RSU needs and nothing with which it could speak for another."
      })
  int derive(
      @Mixin KeyRingOption ring,
      @Option(
              names = "--rsu",
              required = true,
              paramLabel = "ID",
              description = "The RSU's node.id.")
          String rsu,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "File to write; an RSU's own ring there is replaced (default: print).")
          Path out,
      @Option(
              names = "--with-shared",
              description = "Also the keys that all share, while changing from those.")
          boolean withShared) {
    Names.require(spec, rsu);
    byte[] bytes = ring.read().derive(rsu, withShared).bytes();
    if (out == null) {
      spec.commandLine().getOut().print(new String(bytes, StandardCharsets.UTF_8));
      spec.commandLine().getOut().flush();
      return 0;
    }
    if (isRingOf(rsu, out)) {
      SecretFile.replace(out, bytes);
    } else {
      SecretFile.create(out, bytes);
    }
    say("%s: key ring of %s", out, rsu);
    return 0;
  }

  /** Only what derive has made for this very RSU may be written over. */
  private static boolean isRingOf(String rsu, Path file) {
    return file.toFile().exists()
        && KeyRingDocument.of(SecretFile.read(file)).ring().keys().stream()
            .anyMatch(key -> rsu.equals(key.rsu()));
  }

  private void say(String format, Object... values) {
    spec.commandLine().getOut().printf(format + "%n", values);
    spec.commandLine().getOut().flush();
  }
}
