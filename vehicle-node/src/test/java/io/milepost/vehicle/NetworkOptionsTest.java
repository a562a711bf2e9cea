package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.vehicle.receive.NetworkConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class NetworkOptionsTest {
  private static NetworkOptions parse(String... args) {
    return CommandLine.populateCommand(new NetworkOptions(), args);
  }

  @Test
  void shouldListenToTheCommonGroupAndAskForCopiesUnlessToldOtherwise() {
    assertThat(parse().group()).isEqualTo("239.20.20.20");
    assertThat(parse().config(null)).isEqualTo(NetworkConfig.defaults());
    assertThat(parse("--no-unicast").config(null).unicast()).isFalse();
    assertThat(parse("--unicast").config(null).unicast()).isTrue();
  }

  @Test
  void shouldJoinEveryGroupNamedAndOfTheRoadsOnlyItsOwn() {
    NetworkOptions options =
        parse(
            "--group",
            "239.1.1.1",
            "--group",
            "239.1.1.2",
            "--road-group",
            "A1=239.2.1.1,B2=239.2.1.2");
    assertThat(options.group()).isEqualTo("239.1.1.1");
    assertThat(options.config("A1").moreGroups()).isEqualTo(List.of("239.1.1.2", "239.2.1.1"));
    assertThat(options.config(null).moreGroups()).hasSize(3);
  }
}
