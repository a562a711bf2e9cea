package io.milepost.bench.alert;

/** One way of telling, as its sending process uses it. Used by one thread. */
public interface Talker extends AutoCloseable {
  /**
   * Tells once; the message carries {@code System.nanoTime()} taken at the call's begin. On Linux
   * that is CLOCK_MONOTONIC, which all processes of a machine share.
   *
   * @param i number of the message, from 0
   */
  void tell(int i) throws Exception;

  @Override
  void close() throws Exception;
}
