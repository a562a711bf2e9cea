package io.milepost.vehicle.display;

import java.util.Map;

/** Letters five rows high, for a word that must be read from a distance. */
final class BlockLetters {
  /** Rows of a word. */
  static final int ROWS = 5;

  private static final Map<Character, String> FONT =
      Map.ofEntries(
          Map.entry('A', " ### #   #######   ##   #"),
          Map.entry('C', " #####    #    #     ####"),
          Map.entry('D', "#### #   ##   ##   ##### "),
          Map.entry('E', "######    #### #    #####"),
          Map.entry('F', "######    #### #    #    "),
          Map.entry('G', " #####    #  ###   # ####"),
          Map.entry('H', "#   ##   #######   ##   #"),
          Map.entry('I', "#####  #    #    #  #####"),
          Map.entry('L', "#    #    #    #    #####"),
          Map.entry('N', "#   ###  ## # ##  ###   #"),
          Map.entry('O', " ### #   ##   ##   # ### "),
          Map.entry('P', "#### #   ##### #    #    "),
          Map.entry('R', "#### #   ##### #  # #   #"),
          Map.entry('S', " #####     ###     ##### "),
          Map.entry('T', "#####  #    #    #    #  "),
          Map.entry('W', "#   ##   ## # ### ###   #"),
          Map.entry(' ', "                         "));

  private BlockLetters() {}

  /** One row, 0..4, of a word in capitals; letters it does not know are left out. */
  static String row(String word, int row) {
    StringBuilder line = new StringBuilder();
    for (char letter : word.toCharArray()) {
      String shape = FONT.get(letter);
      if (shape != null) {
        String part = shape.substring(row * ROWS, row * ROWS + ROWS);
        line.append(letter == ' ' ? "   " : part.replace('#', '\u2588')).append(' ');
      }
    }
    return line.toString();
  }
}
