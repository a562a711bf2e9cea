package io.milepost.rsu.keys;

import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.alert.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keys signer}: the Ed25519 keys with which single RSUs sign. */
@Command(
    name = "signer",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Makes and revokes the keys with which single RSUs sign their alerts.",
      "A receiver whose ring names a signer of an RSU takes only signed alerts of it."
    })
final class SignerCommand implements Runnable {
  @Spec private CommandSpec spec;

  private final Clock clock = Clock.systemUTC();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "generate",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a key pair. The private key goes to a PEM file that only its owner reads, for the"
            + " RSU's keys.signing_key; the public one is printed, or added to the key ring.",
        "Hand the ring out after the RSU signs: from then on receivers want signatures."
      })
  int generate(
      @Mixin KeyRingOption ring,
      @Option(
              names = "--rsu",
              required = true,
              paramLabel = "ID",
              description = "The RSU's node.id.")
          String rsu,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "FILE",
              description = "PEM file of the private key; never overwritten.")
          Path out,
      @Option(names = "--add", description = "Add the public key to the ring.") boolean add) {
    Names.require(spec, rsu);
    SigningKey.Pair pair = SigningKey.generate();
    Signer signer = new Signer(rsu, pair.publicKey(), Instant.MIN, Instant.MAX);
    KeyRingDocument next = add ? ring.read().with(signer) : null;
    SecretFile.create(out, pair.pem().getBytes(StandardCharsets.US_ASCII));
    say("%s: private key of %s", out, rsu);
    if (next == null) {
      say("%s", KeyRingDocument.entry(signer));
    } else {
      ring.replace(next);
      say("%s: signer %s of %s", ring.file(), Fingerprint.of(pair.publicKey()), rsu);
    }
    return 0;
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Adds a public key that was made elsewhere, for example by OpenSSL.")
  int add(
      @Mixin KeyRingOption ring,
      @Option(
              names = "--rsu",
              required = true,
              paramLabel = "ID",
              description = "The RSU's node.id.")
          String rsu,
      @Option(
              names = "--public-key",
              required = true,
              paramLabel = "BASE64",
              description = "32 bytes, or 44 as in the public key's PEM file.")
          String publicKey) {
    Names.require(spec, rsu);
    byte[] key;
    try {
      key = Base64.getDecoder().decode(publicKey);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--public-key is not base64", e);
    }
    Signer signer = new Signer(rsu, key, Instant.MIN, Instant.MAX);
    ring.replace(ring.read().with(signer));
    say("%s: signer %s of %s", ring.file(), Fingerprint.of(signer.publicKey()), rsu);
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = {
        "Ends a public key at once. The last one of an RSU stays in the ring as ended, so that its"
            + " alerts are refused rather than believed without signature."
      })
  int revoke(
      @Mixin KeyRingOption ring,
      @Option(
              names = "--rsu",
              required = true,
              paramLabel = "ID",
              description = "The RSU's node.id.")
          String rsu,
      @Option(
              names = "--print",
              required = true,
              paramLabel = "PRINT",
              description = "8 hex digits, as 'milepost keys list' shows them.")
          String print) {
    ring.replace(ring.read().revokeSigner(rsu, print, clock.instant()));
    say("%s: signer %s of %s is revoked", ring.file(), print, rsu);
    return 0;
  }

  private void say(String format, Object... values) {
    spec.commandLine().getOut().printf(format + "%n", values);
    spec.commandLine().getOut().flush();
  }
}
