package io.edgesql.proxy.session;

import io.edgesql.protocol.response.SessionStateChange;
import io.edgesql.proxy.state.SessionState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the current statement changed about the session, for clients with CLIENT_SESSION_TRACK. */
final class SessionTracker {
  private final SessionState state;
  private final Map<String, String> variables = new LinkedHashMap<>();
  private @Nullable String schema;
  private boolean isStateChanged;

  SessionTracker(SessionState state) {
    this.state = state;
  }

  void variable(String name) {
    variables.put(name.toLowerCase(Locale.ROOT), "");
    isStateChanged = true;
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
    if (!isStateChanged) {
      return List.of();
    }
    List<SessionStateChange> changes = new ArrayList<>();
    for (String name : variables.keySet()) {
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
    if (state.variables().isOn("session_track_state_change")) {
      changes.add(new SessionStateChange.StateChanged());
    }
    variables.clear();
    schema = null;
    isStateChanged = false;
    return changes;
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
