package io.edgesql.consistency.fault;

import java.util.EnumSet;
import java.util.Set;

/** What can be done to a server. */
public enum Fault {
  /** All of the clients' connections are reset. */
  CUT_CLIENTS,
  /** One client's connection is reset, perhaps inside a transaction. */
  CUT_ONE_CLIENT,
  /** The next packet of each client or to it is cut in its middle. */
  CUT_CLIENTS_MID_FRAME,
  /** Everything between clients and server takes longer for a while. */
  DELAY_CLIENTS,
  /** Nothing gets through between clients and server for a while. */
  HOLD_CLIENTS,
  /** KILL QUERY of one client's statement. */
  KILL_QUERY,
  /** KILL of one client's connection. */
  KILL_CONNECTION,
  /** The connections between proxy and edge are reset. */
  CUT_EDGE,
  /** The next frame between proxy and edge is cut in its middle. */
  CUT_EDGE_MID_FRAME,
  /** What the edge answers next is lost with its connection: it was done, and nobody is told. */
  CUT_EDGE_REPLIES,
  /** Everything between proxy and edge takes longer for a while. */
  DELAY_EDGE,
  /** Nothing gets through between proxy and edge for a while. */
  HOLD_EDGE,
  /** The proxy is killed and started again. */
  KILL_PROXY,
  /** The proxy is asked to stop, and started again. */
  DRAIN_PROXY,
  /** The edge's runtime is killed and started again on the same data. */
  KILL_RUNTIME,
  /** The process that watches over the runtime is killed, and all of the edge started again. */
  KILL_EDGE,
  /** The shard's object loses its memory and its sockets. */
  EVICT;

  /** Those that can be done to any server. */
  public static final Set<Fault> OF_CLIENTS = EnumSet.range(CUT_CLIENTS, KILL_CONNECTION);

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
