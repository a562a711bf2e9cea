package io.milepost.rsu.keys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a key ring holds, without a secret: as a table and as JSON. */
final class KeyList {
  private static final String ROW = "%-6s %-18s %-10s %-21s %-21s %s%n";

  private final List<Row> keys = new ArrayList<>();
  private final List<Row> signers = new ArrayList<>();

  private record Row(
      String name, String who, String fingerprint, Instant from, Instant until, String state) {}

  KeyList(KeyRing ring, Instant now) {
    for (KeyRing.Key key : ring.keys()) {
      String who = key.perRsu() ? "per-rsu master" : key.rsu() == null ? "all" : key.rsu();
      String weakness = key.weakness();
      KeyRing.Key signing =
          ring.keys().stream()
              .filter(k -> k.isValid(now))
              .max(Comparator.comparing(KeyRing.Key::notBefore).thenComparingInt(KeyRing.Key::id))
              .orElse(null);
      String state = key == signing ? "signing" : state(key.notBefore(), key.notAfter(), now);
      keys.add(
          new Row(
              String.valueOf(key.id()),
              who,
              Fingerprint.of(key.secret()),
              key.notBefore(),
              key.notAfter(),
              weakness == null ? state : state + ", weak: " + weakness));
    }
    for (Signer signer : ring.signers()) {
      signers.add(
          new Row(
              "signer",
              signer.rsu(),
              Fingerprint.of(signer.publicKey()),
              signer.notBefore(),
              signer.notAfter(),
              state(signer.notBefore(), signer.notAfter(), now)));
    }
  }

  private static String state(Instant from, Instant until, Instant now) {
    if (now.isBefore(from)) {
      return "pending";
    }
    return now.isAfter(until) ? "ended" : "valid";
  }

  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT, ROW, "KEY", "OF", "PRINT", "FROM (UTC)", "UNTIL (UTC)", "STATE"));
    keys.forEach(row -> append(table, row));
    signers.forEach(row -> append(table, row));
    return table.toString();
  }

  private static void append(StringBuilder table, Row row) {
    String from = row.from().equals(Instant.MIN) ? "-" : row.from().toString();
    String until = row.until().equals(Instant.MAX) ? "-" : row.until().toString();
    table.append(
        String.format(
            Locale.ROOT, ROW, row.name(), row.who(), row.fingerprint(), from, until, row.state()));
  }

  String json() {
    ObjectNode root = Json.mapper().createObjectNode();
    add(root.putArray("keys"), keys, "id");
    add(root.putArray("signers"), signers, null);
    return root.toString();
  }

  private static void add(ArrayNode list, List<Row> rows, String id) {
    for (Row row : rows) {
      ObjectNode entry = list.addObject();
      if (id != null) {
        entry.put(id, Integer.parseInt(row.name()));
      }
      entry.put("of", row.who()).put("fingerprint", row.fingerprint());
      if (!row.from().equals(Instant.MIN)) {
        entry.put("not_before", row.from().toString());
      }
      if (!row.until().equals(Instant.MAX)) {
        entry.put("not_after", row.until().toString());
      }
      entry.put("state", row.state());
    }
  }
}
