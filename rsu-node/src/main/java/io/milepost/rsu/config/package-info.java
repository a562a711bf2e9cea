/**
 * Reads configuration: YAML files, then the environment, then the command line; checked against a
 * JSON Schema that also holds the defaults; bound to the records of whoever asked.
 *
 * <p>Talks to: Jackson and the JSON Schema validator. Knows no other package of the node.
 */
package io.milepost.rsu.config;
