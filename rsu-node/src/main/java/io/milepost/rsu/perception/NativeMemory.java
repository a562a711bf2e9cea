package io.milepost.rsu.perception;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * Direct buffers that are freed at once when closed. Those of the JDK wait for the garbage
 * collector, which has no reason to run while models are replaced: 80 replacements held 100 MB
 * more. Nothing may touch the buffers afterwards. Not thread-safe.
 */
final class NativeMemory implements AutoCloseable {
  private final List<BytePointer> blocks = new ArrayList<>();

  /** A buffer of zeros in the machine's byte order. */
  ByteBuffer zeros(int count, int bytes) {
    BytePointer block = new BytePointer((long) Math.multiplyExact(count, bytes));
    blocks.add(block);
    block.zero();
    return block.asByteBuffer();
  }

  @Override
  public void close() {
    blocks.forEach(BytePointer::deallocate);
    blocks.clear();
  }
}
