package io.milepost.bench.perception;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.bench.BenchMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PerceptionBenchTest {
  @Test
  void shouldFindTheMostThatPassesWhereverTheGuessLies() {
    for (int most = 0; most <= 30; most++) {
      int limit = most;
      for (int guess : new int[] {8, 16, 25}) {
        int found = Loads.most(guess, 128, n -> n <= limit);
        assertThat(found).isLessThanOrEqualTo(limit);
        assertThat(limit - found).as("most %d guess %d", limit, guess).isLessThanOrEqualTo(3);
      }
    }
  }

  @Test
  void shouldNotTryANumberTwice() {
    List<Integer> tried = new ArrayList<>();
    Loads.most(
        16,
        128,
        n -> {
          tried.add(n);
          return n <= 21;
        });
    assertThat(tried).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(8).contains(21);
  }

  @Test
  void shouldCountAgesByTheirRank() {
    AgeBook book = new AgeBook();
    for (int i = 1; i <= 1000; i++) {
      book.add(i / 10.0 - 0.05);
    }
    book.add(1e9);

    assertThat(book.count()).isEqualTo(1001);
    assertThat(book.quantile(0.5)).isEqualTo(50.1);
    assertThat(book.quantile(0.99)).isEqualTo(99.1);
    assertThat(book.quantile(1)).isEqualTo(5000);
    book.clear();
    assertThat(book.count()).isZero();
  }

  @Test
  void shouldRefuseWithOneSentenceWhenUsedWrongly() {
    assertThat(refusal("--repeats", "0")).contains("--repeats must be 1..50 but is 0");
    assertThat(refusal("--seconds", "1")).contains("--seconds must be 2..600");
    assertThat(refusal("--data", "/nowhere")).contains("no models/yolox_nano.onnx in /nowhere");
  }

  private static String refusal(String... args) {
    StringWriter err = new StringWriter();
    CommandLine line = BenchMain.commandLine(new PerceptionBench());
    assertThat(line.setErr(new PrintWriter(err)).execute(args)).isEqualTo(2);
    return err.toString();
  }
}
