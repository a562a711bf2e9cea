/**
 * Proof of the alert path: real senders and vehicles in network namespaces, with a relay that loses
 * datagrams between them, and a flood of forged ones. Talks to: rsu-node's broadcaster,
 * vehicle-node's command, {@code ip netns}.
 */
package io.milepost.bench.proof;
