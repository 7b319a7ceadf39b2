package io.edgesql.proxy.session;

import io.edgesql.dialect.plan.Plan;
import io.edgesql.protocol.response.SessionStateChange;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.SessionTransaction;
import io.edgesql.proxy.state.ReadReceipt;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.SessionVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the current statement changed about the session, for clients with CLIENT_SESSION_TRACK. */
final class SessionTracker {
  private final SessionState state;
  private final TransactionTracker transaction;
  private final Set<String> variables = new TreeSet<>();
  private @Nullable String schema;
  private boolean isStateChanged;
  private @Nullable ReadReceipt toldRead;
  private String trackedNames = "";
  private boolean tracksReads;

  SessionTracker(SessionState state, SessionTransaction transaction) {
    this.state = state;
    this.transaction = new TransactionTracker(state, transaction);
  }

  void variable(String name) {
    variables.add(name.toLowerCase(Locale.ROOT));
    isStateChanged = true;
    if (name.equalsIgnoreCase(TransactionTracker.VARIABLE)) {
      transaction.settingChanged();
    }
  }

  /** A statement has been run. */
  void ran(Plan plan, Result result) {
    transaction.ran(plan, result);
  }

  /** COM_RESET_CONNECTION and the like: every variable is as it was at login. */
  void reset() {
    transaction.settingChanged();
    stateChanged();
  }

  void schema(@Nullable String name) {
    schema = name == null ? "" : name;
    isStateChanged = true;
  }

  void stateChanged() {
    isStateChanged = true;
  }

  /** The changes that the session's settings ask to report; forgets them. */
  List<SessionStateChange> take() {
    boolean tellsRead = !Objects.equals(state.lastRead(), toldRead) && tracksReads();
    if (!isStateChanged && !tellsRead && !transaction.isOn()) {
      return List.of();
    }
    List<SessionStateChange> changes = new ArrayList<>();
    if (tellsRead) {
      toldRead = state.lastRead();
      changes.add(
          new SessionStateChange.SystemVariable(
              SessionVariables.LAST_READ, state.variables().text(SessionVariables.LAST_READ)));
    }
    for (String name : variables) {
      if (isTracked(name)) {
        changes.add(
            new SessionStateChange.SystemVariable(
                name,
                state.variables().globals().definition(name).show(state.variables().get(name))));
      }
    }
    String newSchema = schema;
    if (newSchema != null && state.variables().isOn("session_track_schema")) {
      changes.add(new SessionStateChange.Schema(newSchema));
    }
    if (isStateChanged && state.variables().isOn("session_track_state_change")) {
      changes.add(new SessionStateChange.StateChanged());
    }
    transaction.addTo(changes);
    variables.clear();
    schema = null;
    isStateChanged = false;
    return changes;
  }

  /** Only by its name: a client that tracks everything does not expect a change with every row. */
  private boolean tracksReads() {
    String tracked = state.variables().text("session_track_system_variables");
    if (!tracked.equals(trackedNames)) {
      trackedNames = tracked;
      tracksReads = !tracked.equals("*") && isTracked(SessionVariables.LAST_READ);
    }
    return tracksReads;
  }

  private boolean isTracked(String name) {
    String tracked = state.variables().text("session_track_system_variables");
    if (tracked.equals("*")) {
      return true;
    }
    for (String word : tracked.split(",", -1)) {
      if (word.trim().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}
