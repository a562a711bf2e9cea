package io.milepost.vehicle.ros;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The few functions of CycloneDDS's C library that a publisher needs, through JNA. Constants are
 * those of its headers, version 0.10.2.
 */
final class CycloneDds {
  private static final int TRANSIENT_LOCAL = 1;
  private static final int VOLATILE = 0;
  private static final int KEEP_LAST = 0;
  private static final int RELIABLE = 1;
  private static final long MAX_BLOCKING_NANOS = 50_000_000;
  private static final short XCDR1 = 0;
  private static final int NO_LIMIT = -1;

  private final NativeLibrary library;

  private CycloneDds(NativeLibrary library) {
    this.library = library;
  }

  /** Where to look: the folders a ROS 2 set-up script names, then those of the system. */
  static List<Path> directories(UnaryOperator<String> environment) {
    List<Path> directories = new ArrayList<>();
    String own = environment.apply("LD_LIBRARY_PATH");
    if (own != null) {
      Stream.of(own.split(":")).filter(d -> !d.isBlank()).map(Path::of).forEach(directories::add);
    }
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    for (String base : List.of("/usr/local/lib", "/usr/lib", "/lib")) {
      directories.add(Path.of(base, machine + "-linux-gnu"));
      directories.add(Path.of(base));
    }
    return directories;
  }

  /**
   * Loads the library.
   *
   * @throws MilepostException CONFIGURATION with what to install when there is none, or one too old
   */
  static CycloneDds load(List<Path> directories) {
    Path file = find(directories);
    if (file == null) {
      throw refuse(
          "--ros2 dds needs CycloneDDS's libddsc, which is not installed; apt install"
              + " libddsc0debian, or source ROS 2's setup.bash, or give --ros2 ws://<host>:9090",
          null);
    }
    try {
      if (Native.POINTER_SIZE != Long.BYTES) {
        throw refuse("--ros2 dds needs a 64-bit machine; give --ros2 ws://<host>:9090", null);
      }
      NativeLibrary library = NativeLibrary.getInstance(file.toString());
      library.getFunction("dds_qset_data_representation");
      return new CycloneDds(library);
    } catch (LinkageError e) {
      // Also when JNA cannot unpack its own part because the temporary folder is not executable.
      throw refuse(
          "--ros2 dds cannot use "
              + file
              + "; version 0.10 or newer is needed. "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }

  /** The plain name, else the one with the fewest characters: {@code libddsc.so.0debian}. */
  private static Path find(List<Path> directories) {
    for (Path directory : directories) {
      try (Stream<Path> files = Files.list(directory)) {
        Path found =
            files
                .filter(f -> f.getFileName().toString().matches("libddsc\\.so(\\..*)?"))
                .min(
                    Comparator.comparingInt((Path f) -> f.toString().length())
                        .thenComparing(Path::toString))
                .orElse(null);
        if (found != null) {
          return found;
        }
      } catch (IOException e) {
        // No such folder; the next one may be there.
        continue;
      }
    }
    return null;
  }

  private static MilepostException refuse(String sentence, Throwable cause) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence, cause);
  }

  /** Entity handle, negative on error. */
  int participant(int domain) {
    return call("dds_create_participant", domain, null, null);
  }

  /** Topic handle, negative on error; the descriptor must stay in memory. */
  int topic(int participant, Pointer descriptor, String name) {
    return call("dds_create_topic", participant, descriptor, name, null, null);
  }

  /** Writer handle, negative on error. */
  int writer(int participant, int topic, int depth, boolean kept) {
    Pointer qos = library.getFunction("dds_create_qos").invokePointer(new Object[0]);
    try (Memory representation = new Memory(Short.BYTES)) {
      call("dds_qset_reliability", qos, RELIABLE, MAX_BLOCKING_NANOS);
      call("dds_qset_durability", qos, kept ? TRANSIENT_LOCAL : VOLATILE);
      call("dds_qset_history", qos, KEEP_LAST, depth);
      // What late subscribers get is bounded by this, and would be one sample by default.
      call("dds_qset_durability_service", qos, 0L, KEEP_LAST, depth, NO_LIMIT, NO_LIMIT, NO_LIMIT);
      representation.setShort(0, XCDR1);
      call("dds_qset_data_representation", qos, 1, representation);
      return call("dds_create_writer", participant, topic, qos, null);
    } finally {
      call("dds_delete_qos", qos);
    }
  }

  /** Serialises and sends a sample; 0, or a negative error. */
  int write(int writer, Pointer sample) {
    return call("dds_write", writer, sample);
  }

  /** Readers known of, or a negative error. */
  int readers(int writer) {
    return call("dds_get_matched_subscriptions", writer, null, 0L);
  }

  /** Deletes an entity and all below it. */
  void delete(int entity) {
    call("dds_delete", entity);
  }

  /** Words for an error. */
  String words(int error) {
    Pointer text =
        library.getFunction("dds_strretcode").invokePointer(new Object[] {Math.abs(error)});
    return text == null ? "error " + error : text.getString(0, "US-ASCII");
  }

  private int call(String function, Object... arguments) {
    return library.getFunction(function).invokeInt(arguments);
  }
}
