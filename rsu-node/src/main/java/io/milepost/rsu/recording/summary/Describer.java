package io.milepost.rsu.recording.summary;

import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.milepost.rsu.camera.JpegPicture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Asks an OpenAI-compatible endpoint. Blocks; one thread. */
final class Describer {
  private static final int MOST_CHARACTERS = 600;
  private static final int MOST_TOKENS = 200;
  private static final String TASK =
      "These are pictures of one road camera, in the order of time. The camera's software says of"
          + " them: \"%s\" Say in one or two plain sentences what the pictures show, and whether"
          + " they agree with that. Do not guess at names, number plates or blame.";

  private final ChatModel model;

  Describer(SummaryConfig config) {
    model =
        OpenAiChatModel.builder()
            .httpClientBuilder(
                new BoundedHttp.Builder(Duration.ofMillis(Math.round(config.timeoutS() * 1000))))
            .baseUrl(config.url())
            .apiKey(config.apiKey().isEmpty() ? "none" : config.apiKey())
            .modelName(config.model())
            .maxTokens(MOST_TOKENS)
            .maxRetries(0)
            .build();
  }

  /**
   * Asks once.
   *
   * @return text without control characters, at most 600 characters, not empty
   * @throws RuntimeException when there is no such answer
   */
  String describe(String facts, List<JpegPicture> pictures) {
    List<Content> contents = new ArrayList<>();
    contents.add(TextContent.from(String.format(TASK, facts.replace('"', '\''))));
    for (JpegPicture each : pictures) {
      contents.add(
          ImageContent.from(Base64.getEncoder().encodeToString(each.jpeg()), "image/jpeg"));
    }
    String text = model.chat(UserMessage.from(contents)).aiMessage().text();
    String clean = text == null ? "" : text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    if (clean.isEmpty()) {
      throw new IllegalStateException("the answer holds no text");
    }
    return clean.length() > MOST_CHARACTERS ? clean.substring(0, MOST_CHARACTERS - 1) + "…" : clean;
  }
}
