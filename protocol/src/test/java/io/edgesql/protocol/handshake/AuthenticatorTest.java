package io.edgesql.protocol.handshake;

import static io.edgesql.protocol.handshake.AuthPlugin.CACHING_SHA2_PASSWORD;
import static io.edgesql.protocol.handshake.AuthPlugin.MYSQL_NATIVE_PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.Golden;
import io.edgesql.protocol.command.ChangeUser;
import io.edgesql.protocol.command.CommandDecoder;
import io.edgesql.protocol.handshake.Authenticator.Outcome;
import io.edgesql.protocol.handshake.Authenticator.Step;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthenticatorTest {
  private static final RsaKey KEY = RsaKey.generate();
  private static final byte[] SECRET = "secret".getBytes(UTF_8);
  private static final Verifiers BOTH = Verifiers.ofPassword("secret");
  private static final Verifiers NATIVE_ONLY = new Verifiers(NativePassword.digest(SECRET), null);
  private static final Verifiers SHA2_ONLY =
      new Verifiers(null, CachingSha2Password.digest(SECRET));
  private static final String SHA2 = "caching_sha2_password";
  private static final String NATIVE = "mysql_native_password";

  private final Nonce nonce = Nonce.random(new SecureRandom());

  @Test
  void acceptsTheClientsOwnChoice() {
    Step sha2 = plain(BOTH).start(SHA2, CachingSha2Password.proof(SECRET, nonce));
    assertThat(sha2.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(sha2.send()).containsExactly(AuthMoreData.FAST_AUTH_SUCCESS);
    Step old = plain(BOTH).start(NATIVE, NativePassword.proof(SECRET, nonce));
    assertThat(old.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(old.send()).isEmpty();
  }

  @Test
  void switchesToWhatTheAccountAllows() {
    Authenticator authenticator = plain(SHA2_ONLY);
    Step step = authenticator.start(NATIVE, NativePassword.proof(SECRET, nonce));
    assertThat(step.send()).containsExactly(new AuthSwitchRequest(CACHING_SHA2_PASSWORD, nonce));
    Step last = receive(authenticator, CachingSha2Password.proof(SECRET, nonce));
    assertThat(last.outcome()).isEqualTo(Outcome.ACCEPTED);

    authenticator = plain(NATIVE_ONLY);
    step = authenticator.start(SHA2, CachingSha2Password.proof(SECRET, nonce));
    assertThat(step.send()).containsExactly(new AuthSwitchRequest(MYSQL_NATIVE_PASSWORD, nonce));
    last = receive(authenticator, NativePassword.proof(SECRET, nonce));
    assertThat(last.outcome()).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void switchesFromUnknownMethodsAndFromEmptyProofs() {
    assertThat(plain(BOTH).start("dialog", Bytes.EMPTY).send())
        .containsExactly(new AuthSwitchRequest(CACHING_SHA2_PASSWORD, nonce));
    Authenticator authenticator = plain(BOTH);
    assertThat(authenticator.start(NATIVE, Bytes.EMPTY).send())
        .containsExactly(new AuthSwitchRequest(MYSQL_NATIVE_PASSWORD, nonce));
    assertThat(receive(authenticator, Bytes.EMPTY).outcome()).isEqualTo(Outcome.DENIED);
  }

  @Test
  void clientsThatCannotSwitchMeanNativePassword() {
    assertThat(plain(BOTH).start(null, NativePassword.proof(SECRET, nonce)).outcome())
        .isEqualTo(Outcome.ACCEPTED);
    assertThat(plain(SHA2_ONLY).start(null, NativePassword.proof(SECRET, nonce)).outcome())
        .isEqualTo(Outcome.DENIED);
  }

  @Test
  void overTlsAsksForThePasswordWhereTheProofDoesNotDo() {
    for (Verifiers verifiers : new Verifiers[] {BOTH, NATIVE_ONLY, SHA2_ONLY}) {
      Authenticator authenticator = new Authenticator(verifiers, nonce, true, null);
      Bytes stale = CachingSha2Password.proof("old".getBytes(UTF_8), nonce);
      Step step = authenticator.start(SHA2, stale);
      assertThat(step.send()).containsExactly(AuthMoreData.PERFORM_FULL_AUTHENTICATION);
      assertThat(receive(authenticator, Bytes.utf8("secret\0")).outcome())
          .isEqualTo(Outcome.ACCEPTED);
    }
  }

  @Test
  void refusesPasswordsThatAreWrongOrNotTerminated() {
    for (String sent : new String[] {"wrong\0", "secret", "secret\0\0", "", "\0"}) {
      Authenticator authenticator = new Authenticator(BOTH, nonce, true, null);
      authenticator.start(SHA2, Bytes.wrap(new byte[32]));
      assertThat(receive(authenticator, Bytes.utf8(sent)).outcome()).isEqualTo(Outcome.DENIED);
    }
  }

  @Test
  void withoutTlsTakesThePasswordEncrypted() throws GeneralSecurityException {
    Authenticator authenticator = new Authenticator(BOTH, nonce, false, KEY);
    authenticator.start(SHA2, Bytes.wrap(new byte[32]));
    Step key = receive(authenticator, Bytes.of((byte) 2));
    assertThat(key.send()).containsExactly(new AuthMoreData(KEY.publicKeyPem()));
    assertThat(receive(authenticator, encrypt("secret\0")).outcome()).isEqualTo(Outcome.ACCEPTED);

    authenticator = new Authenticator(BOTH, nonce, false, KEY);
    authenticator.start(SHA2, Bytes.wrap(new byte[32]));
    assertThat(receive(authenticator, encrypt("wrong\0")).outcome()).isEqualTo(Outcome.DENIED);
  }

  @Test
  void withoutTlsNeverTakesThePasswordAsItIs() {
    Authenticator authenticator = new Authenticator(BOTH, nonce, false, KEY);
    authenticator.start(SHA2, Bytes.wrap(new byte[32]));
    assertThat(receive(authenticator, Bytes.utf8("secret\0")).outcome()).isEqualTo(Outcome.DENIED);
    assertThat(plain(BOTH).start(SHA2, Bytes.wrap(new byte[32])).outcome())
        .isEqualTo(Outcome.DENIED);
  }

  @ParameterizedTest
  @EnumSource
  void acceptsAnEmptyPasswordOnlyWhereItIsTheAccounts(AuthPlugin plugin) {
    String name = plugin.wireName();
    Verifiers empty = Verifiers.EMPTY_PASSWORD;
    assertThat(plain(empty).start(name, Bytes.EMPTY).outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(plain(empty).start(name, Bytes.EMPTY).send()).isEmpty();
    assertThat(plain(empty).start(name, Bytes.of((byte) 0)).outcome()).isEqualTo(Outcome.ACCEPTED);
    Bytes proof =
        plugin == CACHING_SHA2_PASSWORD
            ? CachingSha2Password.proof(SECRET, nonce)
            : NativePassword.proof(SECRET, nonce);
    assertThat(plain(empty).start(name, proof).outcome()).isEqualTo(Outcome.DENIED);
  }

  @Test
  void unknownUsersWalkTheSameWayAsWrongPasswords() {
    Bytes wrong = CachingSha2Password.proof("wrong".getBytes(UTF_8), nonce);
    for (boolean secure : new boolean[] {true, false}) {
      for (RsaKey key : new RsaKey[] {KEY}) {
        Authenticator known = new Authenticator(BOTH, nonce, secure, key);
        Authenticator unknown = new Authenticator(null, nonce, secure, key);
        assertThat(unknown.start(SHA2, wrong)).isEqualTo(known.start(SHA2, wrong));
        Bytes next = Bytes.utf8("wrong\0");
        assertThat(receive(unknown, next)).isEqualTo(receive(known, next));
      }
    }
    assertThat(new Authenticator(null, nonce, false, null).start(SHA2, Bytes.EMPTY).send())
        .containsExactly(new AuthSwitchRequest(CACHING_SHA2_PASSWORD, nonce));
    Bytes old = NativePassword.proof(SECRET, nonce);
    assertThat(new Authenticator(null, nonce, false, null).start(NATIVE, old).outcome())
        .isEqualTo(Outcome.DENIED);
  }

  @Test
  void checksTheProofInsideChangeUserAgainstTheGreetingsNonce() {
    Golden golden = Golden.read("client/change_user/cj1");
    ChangeUser command =
        (ChangeUser)
            CommandDecoder.decode(Unpooled.wrappedBuffer(golden.payload()), golden.capabilities());
    Step step =
        new Authenticator(BOTH, golden.nonce(), false, null)
            .start(command.plugin(), command.authResponse());
    assertThat(step.outcome()).isEqualTo(Outcome.ACCEPTED);
  }

  private Authenticator plain(Verifiers verifiers) {
    return new Authenticator(verifiers, nonce, false, null);
  }

  private static Step receive(Authenticator authenticator, Bytes data) {
    return authenticator.receive(Unpooled.wrappedBuffer(data.toArray()));
  }

  /** As a client does it, with nothing but the PEM text. */
  private Bytes encrypt(String password) throws GeneralSecurityException {
    String pem = KEY.publicKeyPem().utf8();
    String base64 = pem.replaceAll("-----[A-Z ]+-----|\n", "");
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    byte[] masked = password.getBytes(UTF_8);
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= nonce.bytes().at(i % Nonce.LENGTH);
    }
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, key);
    return Bytes.wrap(cipher.doFinal(masked));
  }
}
