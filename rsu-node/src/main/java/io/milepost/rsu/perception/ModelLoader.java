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
 * Opens a model file, recognises its family and proves by two runs that it behaves as such. Every
 * refusal is a {@link MilepostException} with code CONFIGURATION and one sentence naming the file.
 * Blocks for up to some seconds; not for event loops. Thread-safe.
 */
public final class ModelLoader {
  private final ModelOptions options;

  /** A loader for the CPU that takes models at their own size; threads as in the options. */
  public ModelLoader(int threads) {
    this(new ModelOptions(threads, ExecutionProvider.CPU, null));
  }

  /** A loader. */
  public ModelLoader(ModelOptions options) {
    this.options = options;
  }

  /** Loads and self-tests a model. */
  public Model load(Path file) {
    long begun = System.nanoTime();
    requireFile(file);
    OrtSession session = open(file);
    try {
      Model model = recognise(file, session);
      ModelInfo.SelfTestResult result = new SelfTest(model).run();
      return model.with(model.info().tested(result, (System.nanoTime() - begun) / 1_000_000));
    } catch (SelfTest.Failed e) {
      closeQuietly(session, e);
      throw refuse(file, e.getMessage(), e);
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
    if (file.toFile().length() == 0) {
      throw refuse(file, "it is empty; copy it again", null);
    }
  }

  private OrtSession open(Path file) {
    OrtEnvironment environment = OrtRuntime.environment();
    try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
      session.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      session.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session.setIntraOpNumThreads(options.threads());
      session.setInterOpNumThreads(1);
      // Spinning burns a core between frames: 2.9 times the CPU at ten inferences a second.
      session.addConfigEntry("session.intra_op.allow_spinning", "0");
      session.addConfigEntry("session.inter_op.allow_spinning", "0");
      session.addConfigEntry("session.set_denormal_as_zero", "1");
      options.provider().apply(session);
      return environment.createSession(file.toString(), session);
    } catch (OrtException e) {
      boolean garbage = e.getCode() == OrtErrorCode.ORT_INVALID_PROTOBUF;
      throw refuse(
          file,
          garbage
              ? "it is not an ONNX file or only a part of one; copy it again"
              : "ONNX Runtime cannot load it: " + firstLine(e),
          e);
    }
  }

  private Model recognise(Path file, OrtSession session) throws OrtException {
    Collection<NodeInfo> inputs = session.getInputInfo().values();
    Collection<NodeInfo> outputs = session.getOutputInfo().values();
    Map<String, String> metadata = session.getMetadata().getCustomMetadata();
    Unsupported unsupported = new Unsupported(inputs, outputs, metadata);
    if (!metadata.getOrDefault("task", "detect").equals("detect")) {
      throw refuse(file, unsupported.byPorts(), null);
    }
    ModelPorts ports =
        ModelPorts.of(inputs, outputs).orElseThrow(() -> refuse(file, unsupported.byPorts(), null));
    InputSize size = size(file, ports.picture().shape(), metadata.get("imgsz"));
    TrialRun trial = TrialRun.of(session, ports, size);
    List<String> names = labels(file, metadata);
    LayoutRecognition found =
        LayoutRecognition.of(size, trial, names, metadata)
            .orElseThrow(
                () -> refuse(file, unsupported.byTable(file, size, trial.shape(), names), null));
    ModelInfo info =
        new ModelInfo(
            file,
            sha256(file),
            found.layout(),
            size.width(),
            size.height(),
            found.classes(),
            metadata.getOrDefault("license", metadata.getOrDefault("licence", "")),
            facts(file, ports),
            options.provider(),
            null,
            0);
    return new Model(session, ports, trial.shapes(), found.anchors(), info);
  }

  /** The size the file fixes, or for the sides it leaves open the asked, its own or the usual. */
  private InputSize size(Path file, long[] shape, String imgsz) {
    InputSize asked = options.size();
    InputSize wanted = asked != null ? asked : InputSize.ofImgsz(imgsz).orElse(InputSize.USUAL);
    InputSize size =
        new InputSize(
            shape[3] < 0 ? wanted.width() : (int) shape[3],
            shape[2] < 0 ? wanted.height() : (int) shape[2]);
    if (asked != null && !asked.equals(size)) {
      throw refuse(
          file,
          "perception.input_size asks for " + asked + " but its input is fixed to " + size,
          null);
    }
    return size;
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

  private static ModelInfo.FileFacts facts(Path file, ModelPorts ports) {
    try {
      OnnxFile onnx = OnnxFile.read(file);
      return new ModelInfo.FileFacts(
          Files.size(file),
          onnx.precision().code(),
          ports.picture().half() ? "float16" : "float32",
          onnx.opset(),
          onnx.producer(),
          onnx.parameters());
    } catch (IOException e) {
      throw refuse(file, "it cannot be read: " + firstLine(e), e);
    }
  }

  private static MilepostException refuse(Path file, String why, Throwable cause) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "model " + file + " cannot be used: " + why, cause);
  }

  /** What an exception says, in one line. */
  static String firstLine(Throwable e) {
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
