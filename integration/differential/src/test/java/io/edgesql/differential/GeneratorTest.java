package io.edgesql.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private final Forms forms = Forms.load();

  @Test
  void makesTheSameExpressionsFromTheSameSeed() {
    for (int seed = 0; seed < 100; seed++) {
      assertThat(expression(seed)).isEqualTo(expression(seed));
    }
  }

  @Test
  void usesEveryFormOfNumbersAndStrings() {
    Set<String> used = new HashSet<>();
    SplittableRandom random = new SplittableRandom(1);
    Generator generator = new Generator(forms, random, true);
    for (int i = 0; i < 50_000; i++) {
      used.add(generator.form("n").pieces().toString());
      used.add(generator.form("s").pieces().toString());
    }
    for (String kind : new String[] {"n", "s"}) {
      for (Forms.Form form : forms.of(kind)) {
        assertThat(used).contains(form.pieces().toString());
      }
    }
  }

  @Test
  void offersOnlySmallerOrEqualTreesForReduction() {
    Node node = new Generator(forms, new SplittableRandom(7), false).any();
    assertThat(node.smaller()).allMatch(smaller -> smaller.size() <= node.size());
  }

  private String expression(int seed) {
    return new Generator(forms, new SplittableRandom(seed), true).any().sql();
  }
}
