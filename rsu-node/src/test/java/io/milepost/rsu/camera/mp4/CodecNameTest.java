package io.milepost.rsu.camera.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CodecNameTest {

  @Test
  void shouldNameH264ByItsProfileConstraintsAndLevel() {
    assertThat(CodecName.of(box("avcC", "0164001fffe1"))).contains("avc1.64001f");
    assertThat(CodecName.of(box("avcC", "0142c01e"))).contains("avc1.42c01e");
  }

  @Test
  void shouldNameH265AsAnnexEOfItsFileFormatDoes() {
    assertThat(CodecName.of(box("hvcC", "0101600000009000000000005df000fcfdf8f800000f")))
        .contains("hvc1.1.6.L93.90");
    assertThat(CodecName.of(box("hvcC", "012220000000b000000000009900")))
        .contains("hvc1.2.4.H153.b0");
    assertThat(CodecName.of(box("hvcC", "0181600000000000000000005d"))).contains("hvc1.B1.6.L93");
  }

  @Test
  void shouldNameNothingWhenTheCodecIsAnotherOrTheSegmentIsCutOff() {
    assertThat(CodecName.of(box("esds", "0011223344556677"))).isEmpty();
    assertThat(CodecName.of(box("avcC", "0164"))).isEmpty();
    assertThat(CodecName.of(box("hvcC", "0101600000009000"))).isEmpty();
    assertThat(CodecName.of(new byte[0])).isEmpty();
  }

  private static byte[] box(String name, String hex) {
    byte[] body = HexFormat.of().parseHex(hex);
    byte[] all = new byte[8 + body.length];
    System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, all, 4, 4);
    System.arraycopy(body, 0, all, 8, body.length);
    return all;
  }
}
