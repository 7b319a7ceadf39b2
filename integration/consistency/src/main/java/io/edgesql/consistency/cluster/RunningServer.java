package io.edgesql.consistency.cluster;

import io.edgesql.consistency.client.Address;
import io.edgesql.consistency.fault.Fault;
import io.edgesql.consistency.fault.Relay;
import io.edgesql.consistency.fault.Schedule;
import java.io.IOException;
import java.util.Random;
import java.util.Set;

/** A server of this machine that runs anyway: its clients' connections alone are disturbed. */
public final class RunningServer implements Target {
  private final Address direct;
  private final Relay relay;

  private RunningServer(Address direct, Relay relay) {
    this.direct = direct;
    this.relay = relay;
  }

  public static RunningServer at(Address direct) throws IOException {
    return new RunningServer(direct, Relay.start(0, direct.port()));
  }

  @Override
  public Address clients() {
    return new Address("127.0.0.1", relay.port(), direct.user(), direct.password());
  }

  @Override
  public Address direct() {
    return direct;
  }

  @Override
  public Set<Fault> faults() {
    return Fault.OF_CLIENTS;
  }

  @Override
  public void inject(Schedule.Entry entry) {
    disturb(relay, entry);
  }

  /** Does what can be done to the clients' connections. */
  static void disturb(Relay relay, Schedule.Entry entry) {
    Random random = new Random(entry.random());
    switch (entry.fault()) {
      case CUT_CLIENTS -> relay.cutAll();
      case CUT_ONE_CLIENT -> relay.cutOne(random);
      case CUT_CLIENTS_MID_FRAME -> relay.cutMidFrame();
      case DELAY_CLIENTS -> relay.slow(entry.milliseconds(), random.nextInt(50));
      case HOLD_CLIENTS -> relay.hold(entry.milliseconds());
      default -> throw new IllegalArgumentException(entry.fault() + " is not of the clients");
    }
  }

  @Override
  public void heal() {
    relay.heal();
  }

  @Override
  public void close() throws IOException {
    relay.close();
  }
}
