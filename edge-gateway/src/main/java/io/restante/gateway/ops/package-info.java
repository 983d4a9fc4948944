/// The operator's endpoints: is the node alive, is it ready, what is it, and what does it count.
///
/// They have a port of their own, plain text, meant for a private network. The JDK's HTTP server
/// serves them rather than Jetty, because they must answer before accounts are there, and on nodes
/// that have none; a scrape in some seconds asks for no more.
///
/// Nothing here is on the way of a message: the rooms count for themselves, and are looked at when
/// somebody asks.
@NullMarked
package io.restante.gateway.ops;

import org.jspecify.annotations.NullMarked;
