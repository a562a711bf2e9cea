package io.milepost.rsu.perception;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the labels of a model: in its metadata, beside it, or by the size of a known data set. */
final class ClassNames {
  /** Labels of COCO 2017 in the order of its detection task. */
  static final List<String> COCO =
      List.of(
          ("person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,"
                  + "fire hydrant,stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow,"
                  + "elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,"
                  + "skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,"
                  + "surfboard,tennis racket,bottle,wine glass,cup,fork,knife,spoon,bowl,banana,"
                  + "apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,"
                  + "potted plant,bed,dining table,toilet,tv,laptop,mouse,remote,keyboard,"
                  + "cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors,"
                  + "teddy bear,hair drier,toothbrush")
              .split(","));

  private static final int MAX_CLASSES = 4096;

  private ClassNames() {}

  /** Where the labels of a model without metadata are looked for. */
  static Path sideCar(Path model) {
    return model.resolveSibling(model.getFileName() + ".json");
  }

  /**
   * Labels from metadata or side-car.
   *
   * @return empty when neither exists
   * @throws IOException when the side-car cannot be read
   * @throws IllegalArgumentException when either is there but makes no sense; the message says why
   */
  static List<String> declared(Path model, Map<String, String> metadata) throws IOException {
    String literal = metadata.get("names");
    if (literal != null && !literal.isBlank() && !literal.equals("None")) {
      return fromPythonDict(literal);
    }
    Path sideCar = sideCar(model);
    return Files.isRegularFile(sideCar) ? fromJson(Files.readAllBytes(sideCar)) : List.of();
  }

  private static List<String> fromJson(byte[] text) throws IOException {
    JsonNode names = Json.mapper().readTree(text).path("names");
    List<String> labels = new ArrayList<>();
    names.forEach(n -> labels.add(n.asText()));
    if (!names.isArray() || labels.isEmpty()) {
      throw new IllegalArgumentException("it must hold {\"names\": [\"first class\", …]}");
    }
    return labels;
  }

  /**
   * Reads {@code {0: 'person', 1: "driver's door"}}, the form in which exporters write labels. The
   * indices must run from 0 without a gap.
   */
  static List<String> fromPythonDict(String literal) {
    Map<Integer, String> byIndex = new TreeMap<>();
    Cursor in = new Cursor(literal);
    in.expect('{');
    while (!in.takes('}')) {
      int index = in.number();
      in.expect(':');
      byIndex.put(index, in.string());
      if (!in.takes(',')) {
        in.expect('}');
        break;
      }
    }
    List<String> labels = new ArrayList<>(byIndex.values());
    for (int i = 0; i < labels.size(); i++) {
      if (!byIndex.containsKey(i)) {
        throw new IllegalArgumentException("class " + i + " has no name");
      }
    }
    if (labels.isEmpty() || labels.size() > MAX_CLASSES) {
      throw new IllegalArgumentException(labels.size() + " names");
    }
    return labels;
  }

  /** Reads the few tokens that occur in such a literal. */
  private static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    private char peek() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return at < text.length() ? text.charAt(at) : '\0';
    }

    boolean takes(char c) {
      if (peek() != c) {
        return false;
      }
      at++;
      return true;
    }

    void expect(char c) {
      if (!takes(c)) {
        throw new IllegalArgumentException("'" + c + "' expected at character " + at);
      }
    }

    int number() {
      peek();
      int start = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      if (at == start || at - start > 6) {
        throw new IllegalArgumentException("class number expected at character " + start);
      }
      return Integer.parseInt(text, start, at, 10);
    }

    String string() {
      char quote = peek();
      if (quote != '\'' && quote != '"') {
        throw new IllegalArgumentException("quote expected at character " + at);
      }
      StringBuilder out = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == quote) {
          at++;
          return out.toString();
        }
        if (c == '\\' && at + 1 < text.length()) {
          c = text.charAt(++at);
        }
        out.append(c);
      }
      throw new IllegalArgumentException("a name is not closed");
    }
  }
}
