/// The reference device: what a well-behaved client of the protocol does, and the detector that
/// proves the promise.
///
/// Reading order: [Device] is the shell (one connection at a time, reconnecting by itself);
/// `Outbox` holds what was not accepted, `Inbox` what arrived and is to be acknowledged, [Detector]
/// sees loss, reordering and repetition in the numbers of each conversation; these three are pure.
/// `DeviceFrames` turns records into bytes through Avro itself, apart from the gateway's codec.
@NullMarked
package io.restante.it.device;

import org.jspecify.annotations.NullMarked;
