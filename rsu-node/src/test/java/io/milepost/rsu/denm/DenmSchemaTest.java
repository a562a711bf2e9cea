package io.milepost.rsu.denm;

import static io.milepost.rsu.denm.Alerts.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.milepost.protocol.denm.Denm;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.AlertOnAir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** DENMs against Orange's schema, which is read from beside the project and never part of it. */
class DenmSchemaTest {
  private static final String SCHEMA = "v2x/orange/denm_schema_2-3-0.json";
  private static final long SECOND = 1_000_000_000L;
  private JsonSchema schema;

  @BeforeEach
  void read() throws IOException {
    String named = System.getenv("MILEPOST_SHARED_DATA");
    Path folder =
        named != null
            ? Path.of(named)
            : Path.of(System.getProperty("milepost.home", ".")).resolve("../shared/data");
    Path file = folder.resolve(SCHEMA);
    assumeTrue(Files.exists(file), () -> "skipped: the shared test material lacks " + file);
    schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(new ObjectMapper().readTree(file.toFile()));
  }

  private Set<ValidationMessage> faults(Denm denm) {
    return schema.validate(Json.tree(denm));
  }

  static Stream<IncidentType> forVehicles() {
    return Arrays.stream(IncidentType.values()).filter(IncidentType::forVehicles);
  }

  @ParameterizedTest
  @MethodSource("forVehicles")
  void shouldFollowTheSchemaInEveryStateOfEveryType(IncidentType type) {
    DenmBook book = new DenmBook(new DenmMapper("rsu-a", 0xFFFF_FFFFL), 10);
    for (Integer lane : new Integer[] {null, -1, 1, 14}) {
      long number = lane == null ? 65_536 : 2 + lane;
      Alerts alert = Alerts.active(number).type(type).place(Alerts.place(lane, 0.8));
      Denm first = book.heard(alert.alert(), UTC, 0).orElseThrow().denm();
      Denm update = book.heard(alert.version(2).alert(), UTC + 5, 1).orElseThrow().denm();
      List<DenmBook.Told> renewed = book.renew(UTC + 10_001, 11 * SECOND);
      Denm cancel =
          book.heard(alert.version(2).cancelled().alert(), UTC + 12_000, 12 * SECOND)
              .orElseThrow()
              .denm();
      assertThat(renewed).hasSize(1);
      for (Denm denm : List.of(first, update, renewed.get(0).denm(), cancel)) {
        assertThat(faults(denm)).isEmpty();
      }
      assertThat(cancel.terminates()).isTrue();
    }
  }

  @Test
  void shouldFollowTheSchemaWhenThePlaceIsUnknown() {
    Alerts alert = Alerts.active(1).place((AlertOnAir.Place) null);
    DenmMapper.Times times = new DenmMapper.Times(UTC, UTC, UTC + 5000);
    assertThat(faults(new DenmMapper("rsu-a", 1).active(alert.alert(), times))).isEmpty();
  }

  @Test
  void shouldNoticeAFieldOutOfRange() {
    DenmMapper.Times times = new DenmMapper.Times(UTC, UTC, UTC + 5000);
    ObjectNode tree = Json.tree(new DenmMapper("rsu-a", 1).active(Alerts.active(1).alert(), times));
    ((ObjectNode) tree.at("/message/management/action_id")).put("sequence_number", 65_536);
    assertThat(schema.validate(tree)).isNotEmpty();
  }
}
