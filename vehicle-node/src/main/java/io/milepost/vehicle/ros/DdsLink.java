package io.milepost.vehicle.ros;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.jna.Memory;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DDS participant of its own, with ROS 2's names: topic {@code rt/v2x/alert}, type {@code
 * std_msgs::msg::dds_::String_}, CDR. Ready from the start: who subscribes, and when, is
 * CycloneDDS's business. A writer keeps the newest few samples only, so it never waits for a slow
 * reader.
 */
final class DdsLink implements RosLink {
  private static final Logger LOG = LoggerFactory.getLogger(DdsLink.class);

  private static final int WARM_UP_ROUNDS = 300;

  private final int domain;
  private final RosConfig config;
  private final CycloneDds dds;
  private final Map<RosTopic, Integer> writers = new EnumMap<>(RosTopic.class);
  private final List<Memory> descriptors = new ArrayList<>();
  private final Map<RosTopic, Integer> readers = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile int participant = -1;
  private boolean complained;

  DdsLink(int domain, RosConfig config, CycloneDds dds) {
    this.domain = domain;
    this.config = config;
    this.dds = dds;
  }

  @Override
  public void open(Runnable onReady) {
    participant = check(dds.participant(domain), "cannot take part in DDS domain " + domain);
    for (RosTopic topic : config.topics()) {
      DdsType type = DdsType.of(topic);
      Memory descriptor = type.descriptor();
      descriptors.add(descriptor);
      String name = "rt" + topic.name(config.namespace());
      int handle = check(dds.topic(participant, descriptor, name), "cannot have topic " + name);
      int writer = dds.writer(participant, handle, topic.depth(), topic.isKept());
      writers.put(topic, check(writer, "cannot write topic " + name));
    }
    warmUp();
    LOG.info("ros dds domain={} topics={}", domain, config.topics().size());
    onReady.run();
  }

  /** Samples made and native calls done, nothing written. */
  private void warmUp() {
    ObjectNode text = RosMessages.life("up", "warm-up", 0, 0);
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      DdsType.STRING.sample(text).close();
      DdsType.TWIST.sample(RosMessages.twist(i)).close();
      writers.values().forEach(dds::readers);
    }
  }

  private int check(int result, String words) {
    if (result < 0) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "--ros2 dds "
              + words
              + ": "
              + dds.words(result)
              + "; check the network interfaces and CYCLONEDDS_URI");
    }
    return result;
  }

  @Override
  public boolean isReady() {
    return participant >= 0;
  }

  @Override
  public Sent send(RosTopic topic, ObjectNode message) {
    lock.lock();
    try (Memory sample = DdsType.of(topic).sample(message)) {
      if (participant < 0) {
        return Sent.NOT_CONNECTED;
      }
      int result = dds.write(writers.get(topic), sample);
      if (result < 0 && !complained) {
        complained = true;
        LOG.warn("ros dds write failed topic={} reason={}", topic.label(), dds.words(result));
      }
      return result < 0 ? Sent.FAILED : Sent.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Counts anew unless a sample is just being written; the state page must not wait for that. */
  @Override
  public double subscribers(RosTopic topic) {
    if (lock.tryLock()) {
      try {
        readers.put(topic, participant < 0 ? 0 : dds.readers(writers.get(topic)));
      } finally {
        lock.unlock();
      }
    }
    return readers.getOrDefault(topic, 0);
  }

  /** Deletes the participant; subscribers learn of it at once. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (participant >= 0) {
        dds.delete(participant);
        participant = -1;
        descriptors.forEach(Memory::close);
      }
    } finally {
      lock.unlock();
    }
  }
}
