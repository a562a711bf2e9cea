package io.milepost.rsu.api;

import io.milepost.rsu.recording.evidence.CaseWriter;
import java.io.IOException;
import java.io.OutputStream;

/** Where cases come from. */
@FunctionalInterface
public interface CaseSource {
  /**
   * Writes the case of an incident; blocks for disk and reader.
   *
   * @throws IOException when the reader has gone or something cannot be read
   */
  void write(CaseWriter.Request request, OutputStream out) throws IOException;
}
