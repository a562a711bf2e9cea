package io.milepost.vehicle;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second vehicle out of the data folder: two would overwrite each other's boot numbers, and
 * what one has refused as a replay the next start of the other would believe. The lock is the
 * kernel's and ends with the process, however it ends.
 */
final class VehicleFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VehicleFolder.class);

  private final FileChannel channel;

  private VehicleFolder(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the folder if need be and takes its lock. A file system that cannot lock is used without.
   *
   * @param folder null for none
   * @throws MilepostException CONFIGURATION when it cannot be used or another vehicle uses it
   */
  static VehicleFolder open(Path folder) {
    if (folder == null) {
      return new VehicleFolder(null);
    }
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve("vehicle.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "data folder " + folder + " cannot be used; check path and owner",
          e);
    }
    VehicleFolder taken = new VehicleFolder(channel);
    if (!taken.lock()) {
      taken.close();
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "data folder " + folder + " is in use by another vehicle; give each its own with --data");
    }
    return taken;
  }

  private boolean lock() {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException held) {
      return false;
    } catch (IOException e) {
      LOG.warn("data folder not locked reason=\"{}\" action=go_on", e.getMessage());
      return true;
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("lock file not closed", e);
    }
  }
}
