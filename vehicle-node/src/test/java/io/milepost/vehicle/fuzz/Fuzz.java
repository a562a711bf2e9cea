package io.milepost.vehicle.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What is fuzzed, each with the inputs to begin with. */
enum Fuzz {
  /** {@link EnvelopeFuzz}. */
  ENVELOPE("envelope", EnvelopeFuzz::fuzzerTestOneInput),
  /** {@link AlertBodyFuzz}. */
  ALERT_BODY("alert-body", AlertBodyFuzz::fuzzerTestOneInput),
  /** {@link HeartbeatBodyFuzz}. */
  HEARTBEAT_BODY("heartbeat-body", HeartbeatBodyFuzz::fuzzerTestOneInput),
  /** {@link KeyRingFuzz}. */
  KEY_RING("key-ring", KeyRingFuzz::fuzzerTestOneInput),
  /** {@link ReceptionFuzz}. */
  RECEPTION("reception", ReceptionFuzz::fuzzerTestOneInput);

  private static final Path SOURCES = Path.of(System.getProperty("milepost.home", "."));

  final String code;
  private final Consumer<byte[]> target;

  Fuzz(String code, Consumer<byte[]> target) {
    this.code = code;
    this.target = target;
  }

  /** Runs one input; throws when a promise is broken. */
  void run(byte[] data) {
    target.accept(data);
  }

  /** Golden vectors in this target's form, and everything that ever broke it. */
  List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    JsonNode golden =
        Json.mapper()
            .readTree(
                Files.readAllBytes(
                    SOURCES.resolve(
                        "shared-protocol/src/test/resources/io/milepost/protocol/alert/"
                            + "golden-vectors.json")));
    EnvelopeView view = new EnvelopeView();
    for (JsonNode vector : golden.get("vectors")) {
      byte[] bytes = HexFormat.of().parseHex(vector.get("hex").asText());
      if (this == ENVELOPE) {
        seeds.add(bytes);
      } else if (this == RECEPTION) {
        seeds.add(ReceptionFuzz.raw(bytes));
      } else if (this != KEY_RING && view.wrap(bytes, bytes.length) == null) {
        int from = view.bodyOffset();
        seeds.add(Arrays.copyOfRange(bytes, from, from + view.bodyLength()));
      }
    }
    if (this == KEY_RING) {
      seeds.add(Json.writeBytes(golden.deepCopy()));
      seeds.add("{\"keys\":[{\"id\":1,\"secret_env\":\"KEY\"}]}".getBytes(StandardCharsets.UTF_8));
    }
    if (this == RECEPTION) {
      seeds.addAll(ReceptionFuzz.stories());
    }
    seeds.addAll(regressions());
    return seeds;
  }

  private List<byte[]> regressions() throws IOException {
    Path folder = SOURCES.resolve("vehicle-node/src/test/resources/fuzz/" + code);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<byte[]> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        found.add(HexFormat.of().parseHex(Files.readString(file).strip()));
      }
    }
    return found;
  }

  /** Fails the input. */
  static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new AssertionError(sentence);
    }
  }

  /** Whether the bytes are UTF-8 that begins an object: what the schema's parser takes as such. */
  static boolean isPlainUtf8(byte[] data) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data));
      int at = 0;
      while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return at + 1 < text.length() && text.charAt(at) == '{' && text.charAt(at + 1) != 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
