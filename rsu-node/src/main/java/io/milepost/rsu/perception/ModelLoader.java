package io.milepost.rsu.perception;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtSession;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Opens a model file, recognises its family and proves by one run that it behaves as such. Every
 * refusal is a {@link MilepostException} with code CONFIGURATION and one sentence naming the file.
 * Blocks for up to a second; not for event loops.
 */
public final class ModelLoader {
  private final int threads;

  /**
   * A loader.
   *
   * @param threads threads one inference may use, 1..16; 1 gives the most inferences per second, 2
   *     a shorter wait for each
   */
  public ModelLoader(int threads) {
    if (threads < 1 || threads > 16) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "model threads must be 1..16 but is " + threads);
    }
    this.threads = threads;
  }

  /** Loads and self-tests a model. */
  public Model load(Path file) {
    long begun = System.nanoTime();
    requireFile(file);
    OrtSession session = open(file);
    try {
      return recognise(file, session, begun);
    } catch (OrtException | RuntimeException e) {
      closeQuietly(session, e);
      if (e instanceof MilepostException refusal) {
        throw refusal;
      }
      throw refuse(file, "ONNX Runtime cannot run it: " + firstLine(e), e);
    }
  }

  private static void requireFile(Path file) {
    if (Files.isDirectory(file)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "model " + file + " is a folder; name an .onnx file in it");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "model " + file + " is not a file; name an .onnx file");
    }
    if (!Files.isReadable(file)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "model "
              + file
              + (Files.exists(file) ? " may not be read by this user" : " does not exist"));
    }
  }

  private OrtSession open(Path file) {
    OrtEnvironment environment = OrtRuntime.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // Spinning burns a core between frames: 2.9 times the CPU at ten inferences a second.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      options.addConfigEntry("session.set_denormal_as_zero", "1");
      return environment.createSession(file.toString(), options);
    } catch (OrtException e) {
      boolean garbage = e.getCode() == OrtErrorCode.ORT_INVALID_PROTOBUF;
      throw refuse(
          file,
          garbage ? "it is not an ONNX file" : "ONNX Runtime cannot load it: " + firstLine(e),
          e);
    }
  }

  private static Model recognise(Path file, OrtSession session, long begun) throws OrtException {
    Collection<NodeInfo> inputs = session.getInputInfo().values();
    Collection<NodeInfo> outputs = session.getOutputInfo().values();
    Map<String, String> metadata = session.getMetadata().getCustomMetadata();
    int[] size = LayoutRecognition.pictureSize(inputs).orElse(null);
    if (size == null || LayoutRecognition.boxTable(outputs).isEmpty()) {
      throw unsupported(file, inputs, outputs);
    }
    String inputName = inputs.iterator().next().getName();
    String outputName = outputs.iterator().next().getName();
    GreyRun grey = GreyRun.of(session, inputName, size);
    LayoutRecognition found =
        LayoutRecognition.of(
                metadata.get("milepost.layout"), size, grey.shape(), labels(file, metadata))
            .orElseThrow(() -> unsupported(file, inputs, outputs));
    ModelLayout layout =
        found.layout() == ModelLayout.YOLOX && grey.gridApplied(found)
            ? ModelLayout.YOLOX_DECODED
            : found.layout();
    grey.complaint(layout, found)
        .ifPresent(
            words -> {
              throw refuse(file, "its self-test on a grey picture failed: " + words, null);
            });
    ModelInfo info =
        new ModelInfo(
            file,
            sha256(file),
            layout,
            found.width(),
            found.height(),
            found.classes(),
            metadata.getOrDefault("license", metadata.getOrDefault("licence", "")),
            (System.nanoTime() - begun) / 1_000_000);
    return new Model(session, inputName, outputName, info, found.anchors());
  }

  private static List<String> labels(Path file, Map<String, String> metadata) {
    try {
      return ClassNames.declared(file, metadata);
    } catch (IOException | RuntimeException e) {
      String where =
          metadata.containsKey("names")
              ? "its metadata key names"
              : "its label file " + ClassNames.sideCar(file);
      throw refuse(file, where + " cannot be read: " + firstLine(e), e);
    }
  }

  private static MilepostException unsupported(
      Path file, Collection<NodeInfo> inputs, Collection<NodeInfo> outputs) {
    boolean likely =
        LayoutRecognition.pictureSize(inputs).isPresent()
            && LayoutRecognition.boxTable(outputs).isPresent();
    return refuse(
        file,
        "its inputs are "
            + LayoutRecognition.describe(inputs)
            + " and its outputs are "
            + LayoutRecognition.describe(outputs)
            + "; "
            + LayoutRecognition.SUPPORTED
            + (likely
                ? "; class names other than COCO's 80 must be in its metadata or in "
                    + ClassNames.sideCar(file).getFileName()
                : ""),
        null);
  }

  private static MilepostException refuse(Path file, String why, Throwable cause) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "model " + file + " cannot be used: " + why, cause);
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse(message);
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw refuse(file, "it cannot be read: " + firstLine(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void closeQuietly(OrtSession session, Exception because) {
    try {
      session.close();
    } catch (OrtException e) {
      because.addSuppressed(e);
    }
  }
}
