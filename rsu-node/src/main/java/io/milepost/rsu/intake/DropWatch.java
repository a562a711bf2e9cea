package io.milepost.rsu.intake;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls when something happens in a folder, so that nobody waits for the next look. A hint only:
 * the kernel drops events when its queue is full, gives out a limited number of watches, and sees
 * nothing of what other machines do on a network share. Its thread does nothing but call.
 */
final class DropWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DropWatch.class);

  private final WatchService service;

  private DropWatch(WatchService service) {
    this.service = service;
  }

  /** Watches from now on; null when the system does not let us, which costs speed only. */
  static DropWatch on(Path folder, Runnable wake) {
    WatchService service = null;
    try {
      service = folder.getFileSystem().newWatchService();
      folder.register(
          service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      WatchService watched = service;
      Thread thread = new Thread(() -> run(watched, wake), "intake-watch");
      thread.setDaemon(true);
      thread.start();
      return new DropWatch(service);
    } catch (IOException e) {
      LOG.warn("folder not watched folder={} reason={} action=poll", folder, e.getMessage());
      closeQuietly(service);
      return null;
    }
  }

  private static void run(WatchService service, Runnable wake) {
    try {
      WatchKey key = service.take();
      while (true) {
        key.pollEvents();
        wake.run();
        if (!key.reset()) {
          return;
        }
        key = service.take();
      }
    } catch (InterruptedException | ClosedWatchServiceException end) {
      // The intake is being closed.
    }
  }

  private static void closeQuietly(WatchService service) {
    try {
      if (service != null) {
        service.close();
      }
    } catch (IOException ignored) {
      // Nothing is lost with a hint.
    }
  }

  @Override
  public void close() {
    closeQuietly(service);
  }
}
