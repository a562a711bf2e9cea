package io.milepost.vehicle.ros;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/**
 * The two types a vehicle publishes, described in native memory as {@code idlc} 0.10.2 describes
 * them in C: a topic descriptor with the operations that serialise a sample. Without type
 * information, so readers match by type name, as those of ROS 2 do.
 */
enum DdsType {
  /** {@code struct String_ { string data; }}. */
  STRING("std_msgs::msg::dds_::String_", Native.POINTER_SIZE, 2) {
    @Override
    int[] ops() {
      return new int[] {ADR | TYPE_STR, 0, RTS};
    }

    @Override
    Memory sample(JsonNode message) {
      byte[] text = message.get("data").textValue().getBytes(StandardCharsets.UTF_8);
      // The struct, and behind it the text that it points to.
      Memory sample = new Memory(Native.POINTER_SIZE + text.length + 1L);
      sample.setPointer(0, sample.share(Native.POINTER_SIZE));
      sample.write(Native.POINTER_SIZE, text, 0, text.length);
      sample.setByte(Native.POINTER_SIZE + (long) text.length, (byte) 0);
      return sample;
    }
  },

  /** {@code struct Twist_ { Vector3_ linear; Vector3_ angular; }}, each of three doubles. */
  TWIST("geometry_msgs::msg::dds_::Twist_", 6 * Double.BYTES, 7) {
    @Override
    int[] ops() {
      // Both vectors continue at the operations for a Vector3_, 7 and 4 words further on.
      return new int[] {
        ADR | TYPE_EXT,
        0,
        (3 << 16) + 7,
        ADR | TYPE_EXT,
        3 * Double.BYTES,
        (3 << 16) + 4,
        RTS,
        ADR | TYPE_8BY | FLAG_FP,
        0,
        ADR | TYPE_8BY | FLAG_FP,
        Double.BYTES,
        ADR | TYPE_8BY | FLAG_FP,
        2 * Double.BYTES,
        RTS
      };
    }

    @Override
    Memory sample(JsonNode message) {
      Memory sample = new Memory(6 * Double.BYTES);
      int offset = 0;
      for (String vector : new String[] {"linear", "angular"}) {
        for (String axis : new String[] {"x", "y", "z"}) {
          sample.setDouble(offset, message.get(vector).get(axis).doubleValue());
          offset += Double.BYTES;
        }
      }
      return sample;
    }
  };

  // dds_opcodes.h
  private static final int RTS = 0;
  private static final int ADR = 0x01 << 24;
  private static final int TYPE_8BY = 0x04 << 16;
  private static final int TYPE_STR = 0x05 << 16;
  private static final int TYPE_EXT = 0x0d << 16;
  private static final int FLAG_FP = 1 << 1;
  private static final int FIXED_SIZE = 1 << 4;

  // dds_topic_descriptor_t on a 64-bit machine
  private static final int DESCRIPTOR_BYTES = 96;
  private static final int SIZE = 0;
  private static final int ALIGN = 4;
  private static final int FLAGS = 8;
  private static final int TYPE_NAME = 16;
  private static final int COUNT_OF_OPS = 32;
  private static final int OPS = 40;
  private static final int META = 48;

  private final String typeName;
  private final int size;
  private final int countOfOps;

  DdsType(String typeName, int size, int countOfOps) {
    this.typeName = typeName;
    this.size = size;
    this.countOfOps = countOfOps;
  }

  /** Operations as 32-bit words. */
  abstract int[] ops();

  /** A sample in native memory, from a message with the field names of ROS. */
  abstract Memory sample(JsonNode message);

  /** The type of a topic that is published natively. */
  static DdsType of(RosTopic topic) {
    return switch (topic) {
      case ALERT -> STRING;
      case CMD_VEL -> TWIST;
      case DENM -> throw new IllegalArgumentException("the DENM type is not known natively");
    };
  }

  /** A descriptor in one piece of native memory, which must outlive the topic. */
  Memory descriptor() {
    int[] ops = ops();
    byte[] name = typeName.getBytes(StandardCharsets.US_ASCII);
    long opsAt = DESCRIPTOR_BYTES;
    long nameAt = opsAt + (long) ops.length * Integer.BYTES;
    long metaAt = nameAt + name.length + 1;
    Memory memory = new Memory(metaAt + 1);
    memory.clear();
    memory.write(opsAt, ops, 0, ops.length);
    memory.write(nameAt, name, 0, name.length);
    memory.setInt(SIZE, size);
    memory.setInt(ALIGN, Long.BYTES);
    memory.setInt(FLAGS, this == TWIST ? FIXED_SIZE : 0);
    memory.setPointer(TYPE_NAME, pointer(memory, nameAt));
    memory.setInt(COUNT_OF_OPS, countOfOps);
    memory.setPointer(OPS, pointer(memory, opsAt));
    memory.setPointer(META, pointer(memory, metaAt));
    return memory;
  }

  private static Pointer pointer(Memory memory, long offset) {
    return memory.share(offset);
  }
}
