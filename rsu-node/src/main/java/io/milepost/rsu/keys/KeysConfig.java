package io.milepost.rsu.keys;

import java.nio.file.Path;

/**
 * Which keys this node trusts itself to use.
 *
 * @param signingKey private Ed25519 key, PEM; null for alerts without signature
 * @param strict refuse weak keys, and keys given directly in the configuration
 */
public record KeysConfig(Path signingKey, boolean strict) {}
