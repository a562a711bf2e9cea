package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;

class LicenceTest {
  @Test
  void shouldUseAnFfmpegWithoutGplParts() {
    assertThat(avutil.avutil_license().getString()).startsWith("LGPL");
    assertThat(avcodec.avcodec_configuration().getString())
        .doesNotContain("--enable-gpl")
        .doesNotContain("--enable-nonfree");
  }
}
