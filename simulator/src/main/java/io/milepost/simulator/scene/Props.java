package io.milepost.simulator.scene;

import static io.milepost.simulator.scene.Part.FRONT;
import static io.milepost.simulator.scene.Part.LEFT;
import static io.milepost.simulator.scene.Part.REAR;
import static io.milepost.simulator.scene.Part.RIGHT;
import static io.milepost.simulator.scene.Part.TOP;

import io.milepost.simulator.scene.Part.Role;
import io.milepost.simulator.scene.Shapes.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Builds what lies, stands and works on roads: cones, boards, lost loads, cycles, workers. */
final class Props {
  private static final int[] VESTS = {0xD8F01E, 0xC6E81A, 0xFF6A12, 0xF57A1E};
  private static final int[] HELMETS = {0xF4D21C, 0xF2F2EE, 0xE8541C, 0x2A63C4};

  private Props() {}

  static Shape of(ObjectClass type, Random random) {
    return switch (type) {
      case BICYCLE -> bicycle(random);
      case CONE -> cone();
      case BARRIER -> barrier();
      default -> debris(random);
    };
  }

  private static double[] ring(double half, double rear, double front, double z) {
    return new double[] {half, rear, front, z};
  }

  private static double[] square(double half, double z) {
    return new double[] {half, -half, half, z};
  }

  private static Shape cone() {
    Part foot = Part.of(Role.DARK, 0, square(0.22, 0), square(0.21, 0.05));
    Part low = Part.of(Role.ORANGE, 1, square(0.15, 0.05), square(0.105, 0.3));
    Part band = Part.of(Role.WHITE, 2, square(0.105, 0.3), square(0.075, 0.5));
    Part top = Part.of(Role.ORANGE, 3, square(0.075, 0.5), square(0.03, 0.78));
    return new Shape(0.44, 0.44, 0.78, List.of(foot, low, band, top));
  }

  /** A striped board across the lane on two feet. */
  private static Shape barrier() {
    double half = 1.1;
    List<Part> parts = new ArrayList<>();
    for (int side = -1; side <= 1; side += 2) {
      parts.add(
          new Part(
              Role.DARK,
              0,
              0,
              side * 0.8,
              ring(0.06, -0.35, 0.35, 0),
              ring(0.04, -0.06, 0.06, 0.9)));
    }
    for (int row = 0; row < 2; row++) {
      double z = 0.45 + 0.42 * row;
      Part board =
          Part.of(
              Role.WHITE, 1 + row, ring(half, -0.04, 0.04, z), ring(half, -0.04, 0.04, z + 0.26));
      for (int face = FRONT; face <= REAR; face++) {
        for (int i = 0; i < 4; i++) {
          board.with(face, 0.25 * i, 0, 0.25 * i + 0.13, 1, Role.RED);
        }
      }
      parts.add(board);
    }
    return new Shape(0.3, 2 * half, 1.13, parts);
  }

  private static Shape debris(Random random) {
    int kind = random.nextInt(4);
    double size = 0.85 + 0.4 * random.nextDouble();
    Part main =
        switch (kind) {
          case 0 -> Part.of(Role.CARGO, 0, square(0.42 * size, 0), square(0.42 * size, 0.6 * size));
          case 1 -> Part.of(Role.TYRE, 0, square(0.48 * size, 0), square(0.4 * size, 0.3));
          case 2 ->
              Part.of(
                  Role.CARGO,
                  0,
                  ring(0.9 * size, -0.25, 0.25, 0),
                  ring(0.85 * size, -0.2, 0.2, 0.22));
          default ->
              Part.of(
                  Role.CLOTH,
                  0,
                  ring(0.55 * size, -0.5, 0.45, 0),
                  ring(0.3 * size, -0.25, 0.2, 0.42));
        };
    if (kind == 0) {
      main.with(TOP, 0.44, 0, 0.56, 1, Role.CHROME).with(REAR, 0.44, 0, 0.56, 1, Role.CHROME);
    } else if (kind == 1) {
      main.with(TOP, 0.3, 0.3, 0.7, 0.7, Role.DARK);
    }
    double half = Math.max(main.corner(1, 0), 0.3);
    double height = main.corner(4, 2);
    return new Shape(main.corner(2, 1) - main.corner(1, 1), 2 * half, height, List.of(main));
  }

  private static Shape bicycle(Random random) {
    double l = 1.7;
    Part wheels = Part.of(Role.TYRE, 0, ring(0.03, -0.84, 0.84, 0), ring(0.03, -0.6, 0.6, 0.64));
    wheels.with(LEFT, 0.4, 0.1, 0.6, 0.9, Role.CHROME).with(RIGHT, 0.4, 0.1, 0.6, 0.9, Role.CHROME);
    Part frame = Part.of(Role.BODY, 0, ring(0.035, -0.3, 0.45, 0.4), ring(0.035, -0.25, 0.5, 0.85));
    frame.with(REAR, 0, 0.7, 1, 1, Role.TAILLAMP);
    Part bars = Part.of(Role.DARK, 1, ring(0.28, 0.42, 0.46, 0.98), ring(0.28, 0.4, 0.44, 1.03));
    Part legs =
        Part.of(Role.TROUSERS, 1, ring(0.14, -0.12, 0.24, 0.3), ring(0.15, -0.28, 0.02, 0.98));
    double lean = 0.15 + 0.25 * random.nextDouble();
    Part torso =
        Part.of(
            Role.CLOTH,
            2,
            ring(0.16, -0.28, 0.0, 0.92),
            ring(0.2, -0.24 + lean, 0.02 + lean, 1.46));
    Part head =
        Part.of(
            random.nextBoolean() ? Role.SKIN : Role.TRIM,
            3,
            ring(0.09, -0.16 + lean, 0.06 + lean, 1.46),
            ring(0.09, -0.14 + lean, 0.05 + lean, 1.7));
    return new Shape(l, 0.6, 1.7, List.of(wheels, frame, bars, legs, torso, head));
  }

  /** A person dressed for work; what is missing shows ordinary clothes and hair. */
  static Mover worker(int id, int direction, Mover.Gear gear, Random random) {
    Shape body = Shapes.person(random);
    Paint paint = Paint.of(ObjectClass.PERSON, random);
    int vest = VESTS[random.nextInt(VESTS.length)];
    int helmet = HELMETS[random.nextInt(HELMETS.length)];
    int plain = 0x2A2E36;
    List<Part> parts = new ArrayList<>(body.parts());
    double h = body.height();
    if (gear.helmet()) {
      parts.set(
          parts.size() - 1,
          Part.of(
              Role.TRIM, 3, ring(0.15, -0.15, 0.18, 0.92 * h), ring(0.09, -0.1, 0.1, 1.02 * h)));
    }
    if (gear.vest()) {
      Part torso = parts.get(2);
      for (int face = FRONT; face <= RIGHT; face++) {
        torso.with(face, 0, 0.2, 1, 0.3, Role.WHITE).with(face, 0, 0.48, 1, 0.58, Role.WHITE);
      }
    }
    Mover m =
        new Mover(
            id,
            ObjectClass.PERSON,
            direction,
            new Shape(body.length(), body.width(), gear.helmet() ? 1.02 * h : h, parts),
            new Paint(
                paint.body(),
                gear.helmet() ? helmet : paint.trim(),
                paint.cargo(),
                gear.vest() ? vest : plain,
                paint.trousers(),
                paint.skin()),
            0);
    m.gear = gear;
    return m;
  }
}
