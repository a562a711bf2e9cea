package io.milepost.protocol.message;

import java.util.Map;

/**
 * How a camera is configured.
 *
 * @param camera camera id
 * @param node the node that has it
 * @param origin {@code files}, {@code changed} when values are laid over the files, {@code added}
 *     when no file names it, {@code removed} when it is there no more
 * @param values its keys as in the configuration, the source without name and password
 */
public record CameraSettings(
    String camera, String node, String origin, Map<String, Object> values) {}
