/// The mailbox index on the node's disk: one small RocksDB for each partition.
///
/// A cache of the log. Whatever is wrong with one, it is thrown away and rebuilt.
///
/// ```
/// key    | user id, 16 bytes | device, 1 byte | offset, 8 bytes big-endian |  -> empty
/// key    | user id, 16 bytes | device + 128, 1 byte | slot, as the record's key |
///        -> | version, 8 | offset, 8 | 1 when overlaid, else 0 |
/// key    | 17 zero bytes | slot, as the record's key |  -> empty; the overlaid ones again
/// key    | one zero byte |
///        -> | layout, 1 | log id, 16 | position, 8 | checkpoint time, 8, ms since 1970 |
/// ```
@NullMarked
package io.restante.gateway.index;

import org.jspecify.annotations.NullMarked;
