package io.milepost.rsu.perception;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What computes a model: {@code perception.provider}. */
public enum ExecutionProvider {
  /** The processor; always there. */
  CPU(OrtProvider.CPU),
  /** An NVIDIA GPU through CUDA; needs a native library built with it. */
  CUDA(OrtProvider.CUDA),
  /** An NVIDIA GPU through TensorRT, with CUDA for what TensorRT leaves over. */
  TENSORRT(OrtProvider.TENSOR_RT);

  private static final int FIRST_DEVICE = 0;

  private final OrtProvider ort;

  ExecutionProvider(OrtProvider ort) {
    this.ort = ort;
  }

  /** The name used in configuration. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The provider of this name.
   *
   * @throws MilepostException with code CONFIGURATION when there is none
   */
  public static ExecutionProvider of(String code) {
    for (ExecutionProvider each : values()) {
      if (each.code().equals(code)) {
        return each;
      }
    }
    String known =
        Arrays.stream(values()).map(ExecutionProvider::code).collect(Collectors.joining(", "));
    throw new MilepostException(
        FailureCode.CONFIGURATION,
        "perception.provider must be one of " + known + " but is " + code);
  }

  /**
   * Asks a session to use it.
   *
   * @throws MilepostException with code CONFIGURATION when the native library or the machine lacks
   *     it
   */
  void apply(OrtSession.SessionOptions options) {
    Set<OrtProvider> built = OrtEnvironment.getAvailableProviders();
    if (!built.contains(ort)) {
      throw missing(built);
    }
    try {
      switch (this) {
        case CUDA -> options.addCUDA(FIRST_DEVICE);
        case TENSORRT -> {
          options.addTensorrt(FIRST_DEVICE);
          options.addCUDA(FIRST_DEVICE);
        }
        default -> {
          // The CPU is there without being asked for.
        }
      }
    } catch (OrtException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "perception.provider is "
              + code()
              + ", but it cannot start on this machine: "
              + ModelLoader.firstLine(e)
              + "; set it to cpu, or see docs/models.md",
          e);
    }
  }

  private MilepostException missing(Set<OrtProvider> built) {
    String names =
        built.stream().map(p -> p.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(","));
    return new MilepostException(
        FailureCode.CONFIGURATION,
        "perception.provider is "
            + code()
            + ", but the ONNX Runtime in use was built for "
            + names
            + " alone; set it to cpu, or name the folder of a build with "
            + code()
            + " in MILEPOST_JAVA_OPTS=-Donnxruntime.native.path=FOLDER (docs/models.md)");
  }
}
