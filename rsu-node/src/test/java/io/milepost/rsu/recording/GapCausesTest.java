package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.recording.Stretch.Cause;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GapCausesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CAMERA | rtsp://h/ refuses the name or password; correct them in the camera's source
          CAMERA | rtsp://h/ cannot be opened: Connection refused
          CAMERA | rtsp://h/ has no video stream
          CAMERA | the stream has ended
          CAMERA | the file has ended
          CAMERA | the camera's clock jumped
          NETWORK | rtsp://h/ has broken off: no answer in time
          NETWORK | rtsp://h/ cannot be opened: Connection timed out
          NETWORK | rtsp://h/ cannot be opened: No route to host
          NETWORK | rtsp://h/ cannot be opened: Network is unreachable
          NETWORK | rtsp://h/ has broken off: Connection reset by peer
          DECODER | no picture can be decoded; is the video damaged or encrypted?
          DECODER | the file holds no picture that can be decoded
          DISK | the disk was too slow
          DISK | camera a cannot be recorded: No space left on device
          OPERATOR | stopped by an operator or with the node
          OPERATOR | stopped
          NODE | this node stopped recording
          NODE | this machine cannot read video: java.lang.UnsatisfiedLinkError
          """)
  void shouldFindTheCauseInTheSentencesOfSources(Cause cause, String sentence) {
    assertThat(GapCauses.of(sentence)).isEqualTo(cause);
  }
}
