package io.edgesql.protocol.handshake;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.PayloadReader;
import io.edgesql.protocol.response.Response;
import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One authentication, from the client's first proof to the decision. Knows no channel: it is given
 * what the client sent and says what to send next. Not reused: make one for the handshake and one
 * for each COM_CHANGE_USER, with the greeting's nonce each time, as clients expect.
 *
 * <p>The client's own choice of method stands if the account has a verifier for it; else it is
 * asked to switch. An empty first proof for an account with a password asks to switch too, perhaps
 * to the same method: some clients wait for that. A fast caching_sha2_password proof that does not
 * match goes on to the full exchange where the password can travel safely (TLS, or an RSA key), as
 * in MySQL.
 *
 * <p>A user that does not exist walks the same way with a verifier nobody knows the password of, so
 * that neither packets nor time tell who exists.
 */
public final class Authenticator {
  private static final int REQUEST_PUBLIC_KEY = 2;

  private final Nonce nonce;
  private final boolean isSecure;
  private final @Nullable RsaKey rsaKey;
  private final Verifiers verifiers;
  private final boolean isKnown;
  private AuthPlugin plugin;
  private State state = State.FIRST_PROOF;

  private enum State {
    FIRST_PROOF,
    SWITCHED_PROOF,
    FULL_PASSWORD,
    FULL_ENCRYPTED,
    DECIDED
  }

  /**
   * @param verifiers what is stored of the user's account; null if there is no such user
   * @param isSecure whether the password may travel as it is: TLS, or a local socket
   * @param rsaKey for clients without TLS; null offers none
   */
  public Authenticator(
      @Nullable Verifiers verifiers, Nonce nonce, boolean isSecure, @Nullable RsaKey rsaKey) {
    this.verifiers = verifiers == null ? Decoy.VERIFIERS : verifiers;
    this.isKnown = verifiers != null;
    this.nonce = nonce;
    this.isSecure = isSecure;
    this.rsaKey = rsaKey;
    this.plugin = AuthPlugin.CACHING_SHA2_PASSWORD;
  }

  /** Where the exchange stands. */
  public enum Outcome {
    /** Send, then wait for the client's next packet and give it to {@link #receive}. */
    CONTINUE,
    /** Send, then OK. */
    ACCEPTED,
    /** Answer {@code ER_ACCESS_DENIED_ERROR} and close. */
    DENIED
  }

  /** What to send, in this order (perhaps nothing), and how it stands then. */
  public record Step(Outcome outcome, List<Response> send) {}

  /**
   * Begins with what the handshake response, or COM_CHANGE_USER, carried.
   *
   * @param clientPlugin the method named by the client; null if it cannot name one, which means
   *     mysql_native_password as before CLIENT_PLUGIN_AUTH
   */
  public Step start(@Nullable String clientPlugin, Bytes proof) {
    requireState(State.FIRST_PROOF);
    boolean canSwitch = clientPlugin != null;
    Optional<AuthPlugin> named =
        clientPlugin == null
            ? Optional.of(AuthPlugin.MYSQL_NATIVE_PASSWORD)
            : AuthPlugin.ofWireName(clientPlugin);
    boolean isUsable = named.isPresent() && isUsable(named.get());
    plugin = isUsable ? named.get() : preferred();
    if (!isUsable || (isEmpty(proof) && !verifiers.isEmptyPassword())) {
      return canSwitch ? switchTo(plugin) : decide(false);
    }
    return prove(proof);
  }

  /** Goes on with the client's next payload, which stays the caller's. */
  public Step receive(ByteBuf payload) {
    Bytes data = new PayloadReader(payload).readStringEof();
    return switch (state) {
      case SWITCHED_PROOF -> prove(data);
      case FULL_PASSWORD -> receivePassword(data);
      case FULL_ENCRYPTED -> receiveEncrypted(data);
      case FIRST_PROOF, DECIDED -> throw new IllegalStateException("nothing to receive: " + state);
    };
  }

  /** The method in use, for the session's information. */
  public AuthPlugin plugin() {
    return plugin;
  }

  /** With TLS the password itself can be had, and checked against either verifier. */
  private boolean isUsable(AuthPlugin candidate) {
    return verifiers.allows(candidate)
        || (candidate == AuthPlugin.CACHING_SHA2_PASSWORD && isSecure);
  }

  private AuthPlugin preferred() {
    return verifiers.allows(AuthPlugin.CACHING_SHA2_PASSWORD)
        ? AuthPlugin.CACHING_SHA2_PASSWORD
        : AuthPlugin.MYSQL_NATIVE_PASSWORD;
  }

  private Step switchTo(AuthPlugin target) {
    state = State.SWITCHED_PROOF;
    return new Step(Outcome.CONTINUE, List.of(new AuthSwitchRequest(target, nonce)));
  }

  private Step prove(Bytes proof) {
    Bytes given = isEmpty(proof) ? Bytes.EMPTY : proof;
    boolean matches = verifiers.matchesProof(plugin, given, nonce);
    if (plugin == AuthPlugin.MYSQL_NATIVE_PASSWORD || given.isEmpty()) {
      return decide(matches);
    }
    if (matches) {
      Step accepted = decide(true);
      return accepted.outcome == Outcome.ACCEPTED
          ? new Step(Outcome.ACCEPTED, List.of(AuthMoreData.FAST_AUTH_SUCCESS))
          : accepted;
    }
    if (isSecure || rsaKey != null) {
      state = State.FULL_PASSWORD;
      return new Step(Outcome.CONTINUE, List.of(AuthMoreData.PERFORM_FULL_AUTHENTICATION));
    }
    return decide(false);
  }

  private Step receivePassword(Bytes data) {
    if (isSecure) {
      return decide(matchesTerminated(data.toArray()));
    }
    if (rsaKey != null && data.length() == 1 && data.at(0) == REQUEST_PUBLIC_KEY) {
      state = State.FULL_ENCRYPTED;
      return new Step(Outcome.CONTINUE, List.of(new AuthMoreData(rsaKey.publicKeyPem())));
    }
    // A client that has the public key already sends the encrypted password at once.
    return receiveEncrypted(data);
  }

  private Step receiveEncrypted(Bytes data) {
    RsaKey key = rsaKey;
    if (key == null) {
      return decide(false);
    }
    Optional<byte[]> password = key.decrypt(data, nonce);
    return decide(password.isPresent() && matchesTerminated(password.get()));
  }

  private boolean matchesTerminated(byte[] password) {
    int length = password.length;
    if (length == 0 || password[length - 1] != 0) {
      return false;
    }
    return verifiers.matchesPassword(Arrays.copyOf(password, length - 1));
  }

  private Step decide(boolean matches) {
    state = State.DECIDED;
    return new Step(matches && isKnown ? Outcome.ACCEPTED : Outcome.DENIED, List.of());
  }

  /** No password is said with nothing, or with the NUL alone of an empty string. */
  private static boolean isEmpty(Bytes proof) {
    return proof.isEmpty() || (proof.length() == 1 && proof.at(0) == 0);
  }

  private void requireState(State wanted) {
    if (state != wanted) {
      throw new IllegalStateException("authentication is at " + state);
    }
  }

  /** The verifiers of a password that nobody has. */
  private static final class Decoy {
    static final Verifiers VERIFIERS = make();

    private static Verifiers make() {
      SecureRandom random = new SecureRandom();
      byte[] forNative = new byte[NativePassword.BYTES];
      byte[] forSha2 = new byte[CachingSha2Password.BYTES];
      random.nextBytes(forNative);
      random.nextBytes(forSha2);
      return new Verifiers(Bytes.wrap(forNative), Bytes.wrap(forSha2));
    }
  }
}
