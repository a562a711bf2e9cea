package io.milepost.simulator.scene;

import static io.milepost.simulator.scene.Part.FRONT;
import static io.milepost.simulator.scene.Part.LEFT;
import static io.milepost.simulator.scene.Part.REAR;
import static io.milepost.simulator.scene.Part.RIGHT;
import static io.milepost.simulator.scene.Part.TOP;

import io.milepost.simulator.scene.Part.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Builds the bodies of vehicles and persons from {@link Part}s; sizes in metres. */
final class Shapes {
  private Shapes() {}

  /** A body with its outer measures. */
  record Shape(double length, double width, double height, List<Part> parts) {}

  static Shape of(ObjectClass type, Random random) {
    return switch (type) {
      case TRUCK -> truck(random);
      case BUS -> bus(random);
      case MOTORCYCLE -> motorcycle(random);
      case PERSON -> person(random);
      case BICYCLE, CONE, BARRIER, DEBRIS -> Props.of(type, random);
      default -> car(random);
    };
  }

  private static double[] ring(double half, double rear, double front, double z) {
    return new double[] {half, rear, front, z};
  }

  /** Proportions of passenger cars; positions along the length, heights as shares of the whole. */
  private enum Form {
    SEDAN(0.57, 0.76, -0.36, -0.2, 0.23, 0.06),
    ESTATE(0.57, 0.76, -0.47, -0.38, 0.23, 0.06),
    VAN(0.5, 0.86, -0.47, -0.46, 0.34, 0.2),
    PICKUP(0.57, 0.76, -0.08, -0.05, 0.23, 0.06);

    final double belt;
    final double roof;
    final double rear;
    final double rearTop;
    final double front;
    final double frontTop;

    Form(double belt, double roof, double rear, double rearTop, double front, double frontTop) {
      this.belt = belt;
      this.roof = roof;
      this.rear = rear;
      this.rearTop = rearTop;
      this.front = front;
      this.frontTop = frontTop;
    }

    static Form of(int kind) {
      return kind == 9 ? PICKUP : kind == 8 ? VAN : kind >= 3 ? ESTATE : SEDAN;
    }
  }

  private static Shape car(Random random) {
    int kind = random.nextInt(10);
    boolean tall = kind >= 5;
    Form form = Form.of(kind);
    boolean longer = form == Form.VAN || form == Form.PICKUP;
    double l = longer ? 4.9 + 0.6 * random.nextDouble() : 3.8 + 1.0 * random.nextDouble();
    double w = (tall ? 1.8 : 1.7) + 0.15 * random.nextDouble();
    double h = 1.45;
    if (form == Form.VAN) {
      h = 2.0 + 0.4 * random.nextDouble();
    } else if (tall) {
      h = 1.65 + 0.15 * random.nextDouble();
    }
    double belt = h * form.belt;
    double r = 0.31 + (tall ? 0.04 : 0);
    Part body =
        Part.of(
            Role.BODY,
            0,
            ring(w / 2, -l / 2, l / 2, 0.24),
            ring(w / 2 * 0.96, -l / 2 + 0.06, l / 2 - 0.14, belt));
    faceOfCar(body);
    body.wheel(-0.31 * l, r).wheel(0.31 * l, r);
    if (form == Form.PICKUP) {
      body.with(TOP, 0.08, 0.03, 0.92, 0.4, Role.DARK);
    }
    Part cabin =
        Part.of(
            Role.BODY,
            1,
            ring(w / 2 * 0.94, form.rear * l, form.front * l, belt),
            ring(w / 2 * form.roof, form.rearTop * l, form.frontTop * l, h));
    windows(cabin, form == Form.VAN, random);
    return new Shape(l, w, h, List.of(body, cabin));
  }

  private static void windows(Part cabin, boolean van, Random random) {
    cabin.with(FRONT, 0.05, 0.06, 0.95, 0.94, Role.GLASS);
    if (!van || random.nextBoolean()) {
      cabin.with(REAR, 0.1, van ? 0.4 : 0.12, 0.9, 0.9, Role.GLASS);
    }
    for (int side = LEFT; side <= RIGHT; side++) {
      double from = van ? 0.62 : 0.08;
      cabin.with(side, from, 0.12, (from + 0.93) / 2 - 0.015, 0.88, Role.GLASS);
      cabin.with(side, (from + 0.93) / 2 + 0.015, 0.12, 0.93, 0.88, Role.GLASS);
    }
  }

  private static void faceOfCar(Part body) {
    body.with(FRONT, 0, 0, 1, 0.22, Role.DARK).with(REAR, 0, 0, 1, 0.2, Role.DARK);
    body.with(FRONT, 0.3, 0.35, 0.7, 0.68, Role.DARK)
        .with(FRONT, 0.38, 0.15, 0.62, 0.3, Role.PLATE);
    body.with(FRONT, 0.03, 0.52, 0.25, 0.8, Role.HEADLAMP);
    body.with(FRONT, 0.75, 0.52, 0.97, 0.8, Role.HEADLAMP);
    body.with(REAR, 0.02, 0.5, 0.22, 0.85, Role.TAILLAMP);
    body.with(REAR, 0.78, 0.5, 0.98, 0.85, Role.TAILLAMP);
    body.with(REAR, 0.37, 0.35, 0.63, 0.52, Role.PLATE);
    for (int side = LEFT; side <= RIGHT; side++) {
      body.with(side, 0, 0, 1, 0.1, Role.DARK).with(side, 0.5, 0.15, 0.507, 0.98, Role.DARK);
      body.with(side, 0.9, 0.6, 0.99, 0.8, Role.HEADLAMP);
      body.with(side, 0.01, 0.6, 0.05, 0.85, Role.TAILLAMP);
    }
  }

  private static Shape truck(Random random) {
    int kind = random.nextInt(5);
    double w = 2.3 + 0.2 * random.nextDouble();
    double h = (kind == 3 ? 2.7 : 3.0) + 0.8 * random.nextDouble();
    double l = kind == 0 ? 12 + 3.5 * random.nextDouble() : 6.5 + 3 * random.nextDouble();
    double cab = 2.0 + 0.3 * random.nextDouble();
    double cabTop = Math.min(h, 2.6 + 0.5 * random.nextDouble());
    double split = l / 2 - cab - 0.35;
    Part chassis =
        Part.of(
            Role.DARK,
            0,
            ring(w * 0.46, -l / 2, l / 2 - 0.3, 0.45),
            ring(w * 0.46, -l / 2, l / 2 - 0.3, 1.0));
    chassis.wheel(l / 2 - 1.3, 0.5).wheel(-l / 2 + 1.4, 0.5);
    if (l > 8) {
      chassis.wheel(-l / 2 + 2.6, 0.5);
    }
    Part front =
        Part.of(
            Role.BODY,
            1,
            ring(w / 2, l / 2 - cab, l / 2, 0.4),
            ring(w / 2 * 0.95, l / 2 - cab, l / 2 - 0.2, cabTop));
    front
        .with(FRONT, 0.06, 0.52, 0.94, 0.9, Role.GLASS)
        .with(FRONT, 0.15, 0.2, 0.85, 0.42, Role.DARK);
    front.with(FRONT, 0, 0, 1, 0.12, Role.DARK).with(FRONT, 0.4, 0.08, 0.6, 0.15, Role.PLATE);
    front.with(FRONT, 0.04, 0.14, 0.2, 0.24, Role.HEADLAMP);
    front.with(FRONT, 0.8, 0.14, 0.96, 0.24, Role.HEADLAMP);
    front
        .with(LEFT, 0.35, 0.52, 0.9, 0.88, Role.GLASS)
        .with(RIGHT, 0.35, 0.52, 0.9, 0.88, Role.GLASS);
    List<Part> parts = new ArrayList<>(List.of(chassis, front));
    if (kind == 2) {
      double mid = (1.0 + h) / 2;
      parts.add(
          Part.of(
              Role.CARGO,
              1,
              ring(w * 0.3, -l / 2, split, 1.0),
              ring(w * 0.48, -l / 2, split, mid)));
      parts.add(
          Part.of(
              Role.CARGO,
              2,
              ring(w * 0.48, -l / 2, split, mid),
              ring(w * 0.26, -l / 2, split, h * 0.95)));
    } else {
      double top = kind == 3 ? 1.9 + 0.5 * random.nextDouble() : h;
      Part cargo =
          Part.of(Role.CARGO, 1, ring(w / 2, -l / 2, split, 0.95), ring(w / 2, -l / 2, split, top));
      if (kind == 3) {
        cargo.with(TOP, 0.05, 0.03, 0.95, 0.97, Role.TRIM);
      } else if (random.nextBoolean()) {
        cargo.with(LEFT, 0.1, 0.3, 0.9, 0.6, Role.TRIM).with(RIGHT, 0.1, 0.3, 0.9, 0.6, Role.TRIM);
      }
      cargo
          .with(REAR, 0.495, 0.03, 0.505, 0.97, Role.DARK)
          .with(REAR, 0.02, 0, 0.98, 0.03, Role.DARK);
      parts.add(cargo);
    }
    chassis
        .with(REAR, 0.03, 0.3, 0.2, 0.75, Role.TAILLAMP)
        .with(REAR, 0.8, 0.3, 0.97, 0.75, Role.TAILLAMP);
    chassis.with(REAR, 0.4, 0.3, 0.6, 0.6, Role.PLATE);
    return new Shape(l, w, Math.max(h, cabTop), parts);
  }

  private static Shape bus(Random random) {
    double l = 9 + 3.5 * random.nextDouble();
    double w = 2.5;
    double h = 2.9 + 0.6 * random.nextDouble();
    Part body =
        Part.of(
            Role.BODY,
            0,
            ring(w / 2, -l / 2, l / 2, 0.35),
            ring(w / 2 * 0.97, -l / 2, l / 2 - 0.08, h));
    boolean stripe = random.nextBoolean();
    int panes = (int) (l / 1.7);
    for (int side = LEFT; side <= RIGHT; side++) {
      if (stripe) {
        body.with(side, 0, 0.12, 1, 0.36, Role.TRIM);
      }
      for (int i = 0; i < panes; i++) {
        double u = 0.03 + 0.94 * i / panes;
        body.with(side, u, 0.45, u + 0.94 / panes - 0.012, 0.82, Role.GLASS);
      }
    }
    body.with(FRONT, 0.04, 0.36, 0.96, 0.86, Role.GLASS)
        .with(FRONT, 0.2, 0.88, 0.8, 0.98, Role.DARK);
    body.with(FRONT, 0, 0, 1, 0.08, Role.DARK).with(FRONT, 0.4, 0.08, 0.6, 0.14, Role.PLATE);
    body.with(FRONT, 0.04, 0.12, 0.22, 0.21, Role.HEADLAMP);
    body.with(FRONT, 0.78, 0.12, 0.96, 0.21, Role.HEADLAMP);
    body.with(REAR, 0.12, 0.5, 0.88, 0.85, Role.GLASS).with(REAR, 0.2, 0.12, 0.8, 0.4, Role.DARK);
    body.with(REAR, 0.02, 0.12, 0.13, 0.42, Role.TAILLAMP);
    body.with(REAR, 0.87, 0.12, 0.98, 0.42, Role.TAILLAMP);
    body.wheel(l / 2 - 2.4, 0.48).wheel(-l / 2 + 2.6, 0.48);
    Part roof =
        Part.of(
            random.nextBoolean() ? Role.CHROME : Role.BODY,
            1,
            ring(w * 0.36, -l * 0.3, l * 0.25, h),
            ring(w * 0.33, -l * 0.29, l * 0.24, h + 0.22));
    return new Shape(l, w, h + 0.22, List.of(body, roof));
  }

  private static Shape motorcycle(Random random) {
    double l = 1.9 + 0.35 * random.nextDouble();
    Part bike =
        Part.of(
            Role.BODY,
            0,
            ring(0.13, -l * 0.36, l * 0.34, 0.34),
            ring(0.17, -l * 0.4, l * 0.26, 0.86));
    bike.wheel(-l * 0.34, 0.31).wheel(l * 0.34, 0.31);
    bike.with(FRONT, 0.1, 0.55, 0.9, 0.98, Role.HEADLAMP)
        .with(REAR, 0.15, 0.6, 0.85, 0.95, Role.TAILLAMP);
    bike.with(REAR, 0.1, 0.0, 0.9, 0.4, Role.TYRE).with(FRONT, 0.1, 0.0, 0.9, 0.5, Role.TYRE);
    Part tyres =
        Part.of(
            Role.TYRE,
            0,
            ring(0.06, -l * 0.47, l * 0.47, 0),
            ring(0.06, -l * 0.42, l * 0.42, 0.36));
    Part bars =
        Part.of(
            Role.DARK, 1, ring(0.36, l * 0.2, l * 0.26, 0.92), ring(0.36, l * 0.18, l * 0.24, 1.0));
    Part legs =
        Part.of(Role.TROUSERS, 1, ring(0.25, -0.3, 0.22, 0.48), ring(0.2, -0.42, 0.02, 0.98));
    double lean = 0.1 + 0.2 * random.nextDouble();
    Part torso =
        Part.of(
            Role.CLOTH,
            2,
            ring(0.18, -0.42, -0.08, 0.95),
            ring(0.24, -0.36 + lean, -0.08 + lean, 1.46));
    Part head =
        Part.of(
            Role.TRIM,
            3,
            ring(0.12, -0.3 + lean, -0.02 + lean, 1.46),
            ring(0.1, -0.27 + lean, -0.05 + lean, 1.74));
    head.with(FRONT, 0.1, 0.3, 0.9, 0.7, Role.DARK);
    return new Shape(l, 0.8, 1.74, List.of(tyres, bike, bars, legs, torso, head));
  }

  static Shape person(Random random) {
    double h = 1.55 + 0.35 * random.nextDouble();
    double g = 0.9 + 0.25 * random.nextDouble();
    double hip = 0.49 * h;
    Part left =
        new Part(Role.TROUSERS, 0, 1, -0.1, ring(0.08, -0.11, 0.14, 0), ring(0.09, -0.1, 0.1, hip));
    Part right =
        new Part(Role.TROUSERS, 0, -1, 0.1, ring(0.08, -0.11, 0.14, 0), ring(0.09, -0.1, 0.1, hip));
    Part torso =
        Part.of(
            Role.CLOTH,
            1,
            ring(0.19 * g, -0.12 * g, 0.12 * g, hip * 0.94),
            ring(0.22 * g, -0.11, 0.11, 0.82 * h));
    Part armLeft =
        new Part(
            Role.CLOTH,
            1,
            -0.7,
            -0.27 * g,
            ring(0.05, -0.06, 0.07, hip * 0.95),
            ring(0.06, -0.06, 0.06, 0.81 * h));
    Part armRight =
        new Part(
            Role.CLOTH,
            1,
            0.7,
            0.27 * g,
            ring(0.05, -0.06, 0.07, hip * 0.95),
            ring(0.06, -0.06, 0.06, 0.81 * h));
    Part head =
        Part.of(Role.SKIN, 2, ring(0.08, -0.09, 0.09, 0.83 * h), ring(0.09, -0.1, 0.1, 0.95 * h));
    Part hair = Part.of(Role.TRIM, 3, ring(0.1, -0.11, 0.09, 0.94 * h), ring(0.07, -0.08, 0.06, h));
    return new Shape(0.5, 0.6, h, List.of(left, right, torso, armLeft, armRight, head, hair));
  }
}
