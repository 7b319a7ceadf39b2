package io.edgesql.dialect.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalTextTest {
  private static final List<String> EDGES =
      List.of(
          "0",
          "0.00",
          "1",
          "-1",
          "1.5",
          "-1.5",
          "1.55",
          "-1.55",
          "9",
          "10",
          "-9",
          "-10",
          "0.1",
          "-0.1",
          "0.01",
          "-0.01",
          "0.099",
          "99.99",
          "100",
          "-99.99",
          "-100",
          "12345678901234567890.123",
          "-12345678901234567890.123",
          "99999999999999999999999999999999999999999999999999999999999999999",
          "-99999999999999999999999999999999999999999999999999999999999999999");

  @Test
  void textsSortAsTheNumbersDo() {
    List<BigDecimal> numbers = new ArrayList<>();
    EDGES.forEach(edge -> numbers.add(new BigDecimal(edge)));
    Random random = new Random(42);
    for (int i = 0; i < 300; i++) {
      numbers.add(BigDecimal.valueOf(random.nextLong() >> random.nextInt(63), random.nextInt(12)));
    }
    List<BigDecimal> byNumber = new ArrayList<>(numbers);
    byNumber.sort(Comparator.naturalOrder());
    List<BigDecimal> byText = new ArrayList<>(numbers);
    byText.sort(Comparator.comparing(DecimalText::encode));

    for (int i = 0; i < byNumber.size(); i++) {
      assertThat(byText.get(i)).isEqualByComparingTo(byNumber.get(i));
    }
  }

  @Test
  void decodesToTheSameNumber() {
    for (String edge : EDGES) {
      BigDecimal number = new BigDecimal(edge);
      assertThat(DecimalText.decode(DecimalText.encode(number))).isEqualByComparingTo(number);
    }
  }

  @Test
  void oneNumberHasOneTextWhateverItsScale() {
    assertThat(DecimalText.encode(new BigDecimal("1.50")))
        .isEqualTo(DecimalText.encode(new BigDecimal("1.5")));
    assertThat(DecimalText.encode(new BigDecimal("-0.00"))).isEqualTo("100");
  }
}
