package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceAddressTest {
  @ParameterizedTest
  @CsvSource({
    "rtsp://admin:s3cret@10.0.0.5/ch1, rtsp://10.0.0.5/ch1",
    "rtsp://10.0.0.5/live?user=admin&password=s3cret&ch=1, rtsp://10.0.0.5/live?user=***&password=***&ch=1",
    "rtsp://10.0.0.5/user=admin_password=s3cret_channel=1, rtsp://10.0.0.5/user=***",
    "rtsp://10.0.0.5/Streaming/Channels/101, rtsp://10.0.0.5/Streaming/Channels/101",
    "file:day/key=1.mp4, file:day/key=1.mp4"
  })
  void shouldHideNameAndPasswordWhereverCamerasWantThem(String source, String shown) {
    assertThat(SourceAddress.parse(source).shown()).isEqualTo(shown);
  }
}
