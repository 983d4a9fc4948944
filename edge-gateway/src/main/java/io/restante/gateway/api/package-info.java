/// The calls of the device-facing API: accounts, devices, keys, contacts, groups, tickets.
///
/// Front door: [DeviceApi], which puts the calls of all `...Calls` classes together and serves them
/// through the room `http`. Requests and answers are records; what a record's constructor refuses,
/// the caller is told with the place of the flaw. The OpenAPI document `openapi/restante.v1.yaml`
/// says the same to people, and a test compares the two.
@NullMarked
package io.restante.gateway.api;

import org.jspecify.annotations.NullMarked;
