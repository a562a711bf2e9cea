package io.milepost.rsu.recording.evidence;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tree of RFC 6962 §2.1 over hashes of 32 bytes: one hash stands for all, and a few show that
 * one of them is among them. Leaves and nodes are told apart by their first byte. Stateless.
 */
final class MerkleTree {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleTree() {}

  /** The root of at least one leaf. */
  static byte[] root(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return leaf(leaves.get(0));
    }
    int left = split(leaves.size());
    return node(root(leaves.subList(0, left)), root(leaves.subList(left, leaves.size())));
  }

  /** The hashes beside the way from a leaf to the root, lowest first. */
  static List<byte[]> proof(List<byte[]> leaves, int index) {
    List<byte[]> path = new ArrayList<>();
    prove(leaves, index, path);
    return path;
  }

  private static void prove(List<byte[]> leaves, int index, List<byte[]> path) {
    if (leaves.size() == 1) {
      return;
    }
    int left = split(leaves.size());
    if (index < left) {
      prove(leaves.subList(0, left), index, path);
      path.add(root(leaves.subList(left, leaves.size())));
    } else {
      prove(leaves.subList(left, leaves.size()), index - left, path);
      path.add(root(leaves.subList(0, left)));
    }
  }

  /** Whether a leaf stands at this place of the tree with this root and so many leaves. */
  static boolean holds(byte[] root, byte[] leaf, long index, long count, List<byte[]> path) {
    if (index < 0 || index >= count || count > Integer.MAX_VALUE) {
      return false;
    }
    List<Boolean> lefts = new ArrayList<>();
    long at = index;
    long size = count;
    while (size > 1) {
      int left = split((int) size);
      boolean isLeft = at < left;
      lefts.add(0, isLeft);
      size = isLeft ? left : size - left;
      at = isLeft ? at : at - left;
    }
    if (lefts.size() != path.size()) {
      return false;
    }
    byte[] hash = leaf(leaf);
    for (int i = 0; i < path.size(); i++) {
      hash = lefts.get(i) ? node(hash, path.get(i)) : node(path.get(i), hash);
    }
    return Arrays.equals(hash, root);
  }

  /** Largest power of two below a number of at least 2. */
  private static int split(int count) {
    return Integer.highestOneBit(count - 1);
  }

  private static byte[] leaf(byte[] value) {
    MessageDigest digest = Sha.digest();
    digest.update(LEAF);
    return digest.digest(value);
  }

  private static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = Sha.digest();
    digest.update(NODE);
    digest.update(left);
    return digest.digest(right);
  }
}
