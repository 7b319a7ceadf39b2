package io.edgesql.proxy.session;

import io.edgesql.dialect.plan.Plan;
import io.edgesql.protocol.response.SessionStateChange;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.SessionTransaction;
import io.edgesql.proxy.execute.TransactionTraits;
import io.edgesql.proxy.state.SessionState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code session_track_transaction_info}: tells the client the state of its transaction, and with
 * CHARACTERISTICS the statements that would start another like it, whenever they change.
 */
final class TransactionTracker {
  static final String VARIABLE = "session_track_transaction_info";
  private static final String NOTHING = "________";

  private final SessionState state;
  private final SessionTransaction transaction;
  private boolean tellsState;
  private boolean tellsTraits;
  private long observed;
  private boolean hasRead;
  private boolean hasWritten;
  private boolean hasSent;
  private String toldState = NOTHING;
  private @Nullable String toldTraits;
  private long toldOf;

  TransactionTracker(SessionState state, SessionTransaction transaction) {
    this.state = state;
    this.transaction = transaction;
    settingChanged();
  }

  boolean isOn() {
    return tellsState;
  }

  void settingChanged() {
    String setting = state.variables().text(VARIABLE);
    boolean told = tellsState;
    tellsState = !setting.equals("OFF");
    tellsTraits = setting.equals("CHARACTERISTICS");
    toldTraits = null;
    if (!told) {
      toldState = NOTHING;
    }
  }

  /** Notes what a statement has done in the open transaction. */
  void ran(Plan plan, Result result) {
    if (!tellsState || !transaction.isOpen()) {
      return;
    }
    observe();
    hasSent |= result.kind() == Result.Kind.ROWS || result.kind() == Result.Kind.STREAM;
    if (plan instanceof Plan.Rows rows && !rows.tables().isEmpty()) {
      boolean isForUpdate = rows.locks().stream().anyMatch(Plan.Lock::exclusive);
      hasWritten |= isForUpdate;
      hasRead |= !isForUpdate;
    } else if (plan instanceof Plan.Write write) {
      hasWritten = true;
      hasRead |= write.tables().size() > 1;
    }
  }

  void addTo(List<SessionStateChange> changes) {
    if (!tellsState) {
      return;
    }
    String now = describe();
    if (!now.equals(toldState)) {
      toldState = now;
      changes.add(new SessionStateChange.TransactionState(now));
    }
    if (tellsTraits) {
      String traits = traits();
      boolean isAnother = transaction.isExplicit() && transaction.number() != toldOf;
      if (isAnother || !traits.equals(toldTraits)) {
        toldTraits = traits;
        toldOf = transaction.number();
        changes.add(new SessionStateChange.TransactionCharacteristics(traits));
      }
    }
  }

  /** Forgets what belonged to a transaction that has ended. */
  private void observe() {
    if (observed != transaction.number()) {
      observed = transaction.number();
      hasRead = transaction.traits().snapshot();
      hasWritten = false;
      hasSent = false;
    }
  }

  /**
   * Kind of transaction, reads and writes of tables without and with transactions, statements that
   * are unsafe to repeat, rows sent, LOCK TABLES. Differs: the fifth of these is never told, since
   * nothing here tells such statements apart; every table has transactions.
   */
  private String describe() {
    boolean isOpen = transaction.isOpen();
    if (isOpen) {
      observe();
    }
    char kind = !isOpen ? '_' : transaction.isExplicit() ? 'T' : 'I';
    return String.valueOf(kind)
        + '_'
        + (isOpen && hasRead ? 'R' : '_')
        + '_'
        + (isOpen && hasWritten ? 'W' : '_')
        + '_'
        + (isOpen && hasSent ? 'S' : '_')
        + (state.locksTables() ? 'L' : '_');
  }

  private String traits() {
    TransactionTraits traits = transaction.traits();
    StringBuilder out = new StringBuilder();
    String isolation = traits.isolation();
    if (isolation != null) {
      out.append("SET TRANSACTION ISOLATION LEVEL ")
          .append(isolation.replace('-', ' '))
          .append("; ");
    }
    Boolean readOnly = traits.readOnly();
    String access = readOnly == null ? "" : readOnly ? " READ ONLY" : " READ WRITE";
    if (transaction.isExplicit()) {
      out.append("START TRANSACTION");
      if (traits.snapshot()) {
        out.append(" WITH CONSISTENT SNAPSHOT").append(access.isEmpty() ? "" : ",");
      }
      out.append(access).append("; ");
    } else if (!access.isEmpty()) {
      out.append("SET TRANSACTION").append(access).append("; ");
    }
    return out.toString().stripTrailing();
  }
}
