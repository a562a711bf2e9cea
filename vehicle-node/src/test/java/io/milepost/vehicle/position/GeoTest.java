package io.milepost.vehicle.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeoTest {
  @ParameterizedTest
  @CsvSource({
    // One degree of a meridian and of the equator, a quarter of the earth, across the date line.
    "0, 0, 1, 0, 111195.08, 0",
    "0, 0, 0, 1, 111195.08, 90",
    "0, 0, 90, 0, 10007557.2, 0",
    "0, 179.5, 0, -179.5, 111195.08, 90",
    "37.5, 127, 37.49, 127, 1111.95, 180",
  })
  void shouldMeasureAsTheSphereIs(
      double lat1, double lon1, double lat2, double lon2, double meters, double bearing) {
    assertThat(Geo.distance(lat1, lon1, lat2, lon2)).isCloseTo(meters, within(0.1));
    assertThat(Geo.bearing(lat1, lon1, lat2, lon2)).isCloseTo(bearing, within(0.01));
  }

  @Test
  void shouldArriveWhereDistanceAndBearingSay() {
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      double lat = random.nextDouble() * 160 - 80;
      double lon = random.nextDouble() * 360 - 180;
      double bearing = random.nextDouble() * 360;
      double meters = 1 + random.nextDouble() * 20_000;
      double[] there = Geo.destination(lat, lon, bearing, meters);
      assertThat(Geo.distance(lat, lon, there[0], there[1])).isCloseTo(meters, within(0.01));
      assertThat(Geo.angle(Geo.bearing(lat, lon, there[0], there[1]), bearing)).isLessThan(0.1);
      assertThat(there[1]).isBetween(-180.0, 180.0);
    }
  }

  @Test
  void shouldMoveAFixOnByItsSpeedButNotALongTime() {
    Fix fix = new Fix(37.5, 127, 20, 0, 0);
    Fix later = fix.at(1_500_000_000L);
    assertThat(Geo.distance(37.5, 127, later.lat(), later.lon())).isCloseTo(30, within(0.01));
    Fix late = fix.at(9_000_000_000L);
    assertThat(Geo.distance(37.5, 127, late.lat(), late.lon())).isCloseTo(40, within(0.01));
    Fix still = new Fix(37.5, 127, 0.4, 77, 0);
    assertThat(still.at(1_000_000_000L)).isSameAs(still);
  }
}
