/// Which devices the users of this node's partitions have, as `directory.devices` says it.
///
/// [DeviceLog] follows the topic for the partitions that the node owns and keeps what it reads on
/// the node's disk; lanes ask it whom a record is for that names users. What is kept is a copy of
/// the topic: it may be lost, or be old, at any time.
@NullMarked
package io.restante.gateway.devices;

import org.jspecify.annotations.NullMarked;
