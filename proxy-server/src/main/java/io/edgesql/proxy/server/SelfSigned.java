package io.edgesql.proxy.server;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * A certificate for this machine and its key, signed by itself, as PEM. X.509 version 3 (RFC 5280)
 * in DER (X.690), which Java can read but not write.
 *
 * @param certificate for {@code localhost} and 127.0.0.1; also a certificate authority, so that
 *     clients can trust it by name
 * @param key RSA of 2048 bits in PKCS #8
 */
record SelfSigned(String certificate, String key) {
  private static final int KEY_BITS = 2048;
  private static final int SERIAL_BITS = 127;

  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int NULL = 0x05;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = {0x55, 0x1d, 0x11};
  private static final byte[] BASIC_CONSTRAINTS = {0x55, 0x1d, 0x13};

  /** 1.2.840.113549.1.1.11. */
  private static final byte[] SHA256_WITH_RSA = {
    0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x0b
  };

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final Instant END_OF_UTC_TIME = Instant.parse("2050-01-01T00:00:00Z");

  /** Makes a new pair. */
  static SelfSigned make(String commonName, Instant notBefore, Instant notAfter)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS);
    KeyPair pair = generator.generateKeyPair();
    byte[] algorithm =
        der(SEQUENCE, der(OBJECT_IDENTIFIER, SHA256_WITH_RSA), der(NULL, new byte[0]));
    byte[] name = name(commonName);
    byte[] content =
        der(
            SEQUENCE,
            der(VERSION, der(INTEGER, new byte[] {2})),
            der(INTEGER, new BigInteger(SERIAL_BITS, new SecureRandom()).toByteArray()),
            algorithm,
            name,
            der(SEQUENCE, time(notBefore), time(notAfter)),
            name,
            pair.getPublic().getEncoded(),
            extensions());
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(content);
    byte[] certificate = der(SEQUENCE, content, algorithm, bits(signature.sign()));
    return new SelfSigned(pem(certificate), PrivateKeyFile.pem(pair.getPrivate()));
  }

  private static byte[] name(String commonName) {
    byte[] text = der(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
    return der(SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT_IDENTIFIER, COMMON_NAME), text)));
  }

  /** UTCTime has two digits for the year and ends with 2049. */
  private static byte[] time(Instant instant) {
    String text = TIME.format(instant);
    boolean isShort = instant.isBefore(END_OF_UTC_TIME);
    return der(
        isShort ? UTC_TIME : GENERALIZED_TIME,
        text.substring(isShort ? 2 : 0).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] extensions() {
    byte[] yes = der(BOOLEAN, new byte[] {(byte) 0xff});
    byte[] authority = der(SEQUENCE, yes);
    byte[] names =
        der(
            SEQUENCE,
            der(DNS_NAME, "localhost".getBytes(StandardCharsets.US_ASCII)),
            der(IP_ADDRESS, new byte[] {127, 0, 0, 1}));
    return der(
        EXTENSIONS,
        der(
            SEQUENCE,
            der(
                SEQUENCE,
                der(OBJECT_IDENTIFIER, BASIC_CONSTRAINTS),
                yes,
                der(OCTET_STRING, authority)),
            der(
                SEQUENCE,
                der(OBJECT_IDENTIFIER, SUBJECT_ALTERNATIVE_NAME),
                der(OCTET_STRING, names))));
  }

  private static byte[] bits(byte[] bytes) {
    return der(BIT_STRING, new byte[] {0}, bytes);
  }

  /** Tag, length, content. */
  private static byte[] der(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static String pem(byte[] certificate) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate);
    return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
  }
}
