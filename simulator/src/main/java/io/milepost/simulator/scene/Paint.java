package io.milepost.simulator.scene;

import java.util.Random;

/** The colours of one object, 0xRRGGBB. Immutable. */
public record Paint(int body, int trim, int cargo, int cloth, int trousers, int skin) {
  private static final int[] CARS = {
    0xE8E9EA, 0xDDDEDC, 0xF2F2EE, 0x17181A, 0x202225, 0x2B2D31, 0x7D8083, 0x9B9EA1, 0xB9BCBE,
    0x55595D, 0xA31C1E, 0x7A1218, 0xC8302A, 0x1D3C78, 0x2A5CA8, 0x16294A, 0x6E8FB0, 0x1E4D38,
    0x3E5B40, 0xC9B48A, 0x6B4B32, 0xE3B716, 0xE07B1F, 0x5A2A4A, 0x3B8F9E
  };
  private static final int[] CARGO = {
    0xE6E6E2, 0xF0EFE9, 0xC9CCCE, 0x8F979D, 0x2D4F8C, 0x9C2B25, 0x2F6B45, 0xD8B23A, 0x4A4D50,
    0xB5652A
  };
  private static final int[] BUSES = {
    0xE9E8E2, 0xD9261C, 0xE8A51A, 0x2766A8, 0x3B8D4A, 0xC7CBD0, 0x7C2F6E, 0xF0EDE0, 0x1F8A8A
  };
  private static final int[] CLOTHES = {
    0x20242B, 0x3A4250, 0x6C2E2E, 0xB03A2E, 0xD8D6CF, 0x2D5F8A, 0x4E6B3A, 0xE0C341, 0x8A8D90,
    0xD9702B, 0x503A6B, 0x1F1F1F, 0xB7D334
  };
  private static final int[] SKIN = {0xE3B48F, 0xC98F67, 0x8D5A3B, 0x5B3825, 0xF0C8A8};
  private static final int[] HAIR = {0x2A1E16, 0x14110F, 0x6B4A2B, 0xA88A54, 0x8C8C8C, 0xC23A2E};

  static Paint of(ObjectClass type, Random random) {
    int body = vary(pick(type == ObjectClass.BUS ? BUSES : CARS, random), random);
    int trim =
        type == ObjectClass.BUS
            ? pick(BUSES, random)
            : type == ObjectClass.PERSON ? pick(HAIR, random) : vary(pick(CARS, random), random);
    return new Paint(
        body,
        trim,
        vary(pick(CARGO, random), random),
        vary(pick(CLOTHES, random), random),
        vary(pick(CLOTHES, random), random),
        pick(SKIN, random));
  }

  private static int pick(int[] from, Random random) {
    return from[random.nextInt(from.length)];
  }

  private static int vary(int rgb, Random random) {
    double gain = 0.85 + 0.25 * random.nextDouble();
    int out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double c = ((rgb >> shift) & 255) * gain + (random.nextDouble() - 0.5) * 14;
      out |= (int) Math.max(8, Math.min(250, c)) << shift;
    }
    return out;
  }
}
