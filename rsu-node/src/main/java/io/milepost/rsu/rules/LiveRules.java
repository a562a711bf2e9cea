package io.milepost.rsu.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of all cameras while their files change. The files are the authority; values laid over
 * them by the API lie in a folder of the node, one file per camera, and survive a restart. Whatever
 * is wrong leaves the former rules at work. {@link #get} is the read of a field; everything else
 * may block. Thread-safe.
 */
public final class LiveRules {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);

  private final RuleSource source;
  private final Path folder;
  private Map<String, RuleSet> files;
  private volatile Map<String, RuleSet> inUse;
  private volatile Map<String, ObjectNode> overrides = Map.of();
  private volatile String problem;
  private volatile long reloads;
  private volatile long refusals;
  private String stamp;

  /**
   * Loads for the first time. A wrong override is left out and said, so that a node starts.
   *
   * @param folder where overrides lie; null for nowhere, then none can be made
   * @throws MilepostException CONFIGURATION when the files are wrong
   */
  public LiveRules(RuleSource source, Path folder) {
    this.source = source;
    this.folder = folder;
    this.stamp = stamp();
    this.files = source.load();
    this.inUse = files;
    try {
      Map<String, ObjectNode> read = readOverrides(files.keySet());
      inUse = laidOver(files, read);
      overrides = read;
    } catch (IOException | RuntimeException e) {
      refused(e.getMessage());
    }
  }

  /** Rules that nobody changes. */
  public static LiveRules of(Map<String, RulesConfig> configs) {
    Map<String, RuleSet> sets = new HashMap<>();
    configs.forEach((camera, config) -> sets.put(camera, RuleSet.of(config)));
    return new LiveRules(RuleSource.fixed(sets), null);
  }

  /** The present rules of a camera; the same instance until they change. Any thread. */
  public RuleSet get(String camera) {
    return inUse.get(camera);
  }

  /**
   * Takes a camera in that the files did not name, or as it is now.
   *
   * @return the rules in use from now on: the given ones and what is laid over them
   */
  public synchronized RuleSet add(String camera, RuleSet set) {
    files = with(files, camera, set);
    RuleSet effective = set;
    try {
      Map<String, ObjectNode> own = readOverrides(Set.of(camera));
      if (own.containsKey(camera)) {
        effective = over(set, own.get(camera));
        overrides = with(overrides, camera, own.get(camera));
      }
    } catch (IOException | RuntimeException e) {
      refused(e.getMessage());
    }
    inUse = with(inUse, camera, effective);
    return effective;
  }

  /** What is laid over the files of a camera. */
  Optional<ObjectNode> override(String camera) {
    return Optional.ofNullable(overrides.get(camera));
  }

  /**
   * Looks whether a file has changed and takes on what it says now. Never throws.
   *
   * @return whether rules are others now
   */
  public synchronized boolean check() {
    String now = stamp();
    if (now.equals(stamp)) {
      return false;
    }
    stamp = now;
    try {
      Map<String, RuleSet> loaded = new HashMap<>(files);
      loaded.putAll(source.load());
      Map<String, ObjectNode> read = readOverrides(loaded.keySet());
      Map<String, RuleSet> effective = laidOver(loaded, read);
      files = loaded;
      overrides = read;
      inUse = effective;
    } catch (IOException | RuntimeException e) {
      refused(e.getMessage());
      return false;
    }
    problem = null;
    reloads++;
    LOG.info("rules reloaded cameras={} overrides={}", inUse.size(), overrides.size());
    return true;
  }

  /**
   * Lays values over the files of a camera, from now on and after a restart.
   *
   * @param rules the tree below {@code rules}; replaces what was laid over before
   * @throws MilepostException BAD_REQUEST naming a wrong key, CONFLICT without a folder
   */
  synchronized void change(String camera, ObjectNode rules) {
    if (folder == null) {
      throw new MilepostException(
          FailureCode.CONFLICT, "this node keeps no rules of its own; change its files");
    }
    RuleSet set;
    try {
      set = over(files.getOrDefault(camera, inUse.get(camera)), rules);
    } catch (MilepostException e) {
      throw new MilepostException(FailureCode.BAD_REQUEST, e.getMessage(), e);
    }
    write(camera, rules);
    overrides = with(overrides, camera, rules);
    inUse = with(inUse, camera, set);
    stamp = stamp();
  }

  /** Goes back to what the files say about a camera. */
  synchronized void reset(String camera) {
    if (folder != null) {
      try {
        Files.deleteIfExists(file(camera));
      } catch (IOException e) {
        throw new MilepostException(
            FailureCode.INTERNAL, file(camera) + " cannot be deleted; check the data folder", e);
      }
    }
    Map<String, ObjectNode> left = new HashMap<>(overrides);
    left.remove(camera);
    overrides = Map.copyOf(left);
    inUse = with(inUse, camera, files.getOrDefault(camera, inUse.get(camera)));
    stamp = stamp();
  }

  /** One sentence when files or overrides are not what is in use. Any thread. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** How often other rules were taken on from files. Any thread. */
  public long reloads() {
    return reloads;
  }

  /** How often what files say was refused. Any thread. */
  public long refusals() {
    return refusals;
  }

  private void refused(String why) {
    problem = "new rules are refused, the former ones stay at work: " + why;
    refusals++;
    LOG.warn("rules refused reason=\"{}\" action=keep_the_former_ones", why);
  }

  private static RuleSet over(RuleSet below, ObjectNode rules) {
    return new RuleSet(below.config().with(rules), below.geometry());
  }

  private static Map<String, RuleSet> laidOver(
      Map<String, RuleSet> below, Map<String, ObjectNode> above) {
    Map<String, RuleSet> sets = new HashMap<>(below);
    above.forEach(
        (camera, rules) -> {
          try {
            sets.put(camera, over(below.get(camera), rules));
          } catch (MilepostException e) {
            throw new MilepostException(
                e.code(), "override of camera " + camera + ": " + e.getMessage(), e);
          }
        });
    return sets;
  }

  private static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
    Map<String, T> next = new HashMap<>(map);
    next.put(key, value);
    return Map.copyOf(next);
  }

  private Path file(String camera) {
    return folder.resolve(camera + ".json");
  }

  private Map<String, ObjectNode> readOverrides(Set<String> cameras) throws IOException {
    Map<String, ObjectNode> read = new HashMap<>();
    for (String camera : cameras) {
      if (folder != null && Files.isRegularFile(file(camera))) {
        JsonNode tree = Json.mapper().readTree(Files.readAllBytes(file(camera)));
        if (!(tree instanceof ObjectNode rules)) {
          throw new MilepostException(
              FailureCode.CONFIGURATION, file(camera) + ": must hold a JSON object");
        }
        read.put(camera, rules);
      }
    }
    return Map.copyOf(read);
  }

  /** A reader sees the former file or the new one, whole. */
  private void write(String camera, ObjectNode rules) {
    try {
      Files.createDirectories(folder);
      Path half = folder.resolve(camera + ".json.part");
      try (FileChannel channel =
          FileChannel.open(
              half,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(Json.writeBytes(rules));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          half, file(camera), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.INTERNAL, file(camera) + " cannot be written; check the data folder", e);
    }
  }

  /** Changes whenever a file is written, appears or goes. */
  private String stamp() {
    StringBuilder text = new StringBuilder();
    source.files().forEach(path -> text.append(stampOf(path)));
    if (folder != null && Files.isDirectory(folder)) {
      try (Stream<Path> overrides = Files.list(folder)) {
        overrides
            .filter(path -> path.toString().endsWith(".json"))
            .sorted()
            .forEach(path -> text.append(stampOf(path)));
      } catch (IOException e) {
        text.append(e.getMessage());
      }
    }
    return text.toString();
  }

  private static String stampOf(Path path) {
    try {
      BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
      return path + "@" + is.lastModifiedTime().toInstant() + "/" + is.size() + "/" + is.fileKey();
    } catch (IOException e) {
      return path + "@absent";
    }
  }
}
