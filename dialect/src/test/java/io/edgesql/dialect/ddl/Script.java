package io.edgesql.dialect.ddl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A file of cases, each in a fresh database {@code d}.
 *
 * <pre>
 * === a case
 *
 * a statement
 * ----
 * MySQL's answer
 * differs: ours, where it is another (the reason stands in docs/compatibility.md)
 * </pre>
 *
 * <p>Statements are followed by an empty line; one without an answer only has to succeed.
 */
record Script(List<Case> cases) {
  /** Statements of one session. */
  record Case(String name, List<Step> steps) {}

  /** A statement with MySQL's answer and the one that is expected here. */
  record Step(String sql, String mysql, String expected) {}

  private static final String DIFFERS = "differs: ";

  static Script read(String resource) {
    try (InputStream in = Script.class.getResourceAsStream("/ddl/" + resource)) {
      return parse(
          new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Script parse(String text) {
    List<Case> cases = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (String block : text.split("\n\\s*\n", -1)) {
      String trimmed = block.strip();
      if (trimmed.startsWith("===")) {
        steps = new ArrayList<>();
        cases.add(new Case(trimmed.substring(3).strip(), steps));
      } else if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
        steps.add(step(trimmed));
      }
    }
    return new Script(cases);
  }

  private static Step step(String block) {
    int rule = block.indexOf("\n----");
    if (rule < 0) {
      return new Step(block, "ok", "ok");
    }
    String answer = block.substring(rule + 5).strip();
    int differs = answer.indexOf(DIFFERS);
    return new Step(
        block.substring(0, rule),
        differs < 0 ? answer : answer.substring(0, differs).strip(),
        differs < 0 ? answer : answer.substring(differs + DIFFERS.length()).strip());
  }
}
