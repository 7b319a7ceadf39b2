package io.edgesql.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is wrong with the options is said in one sentence before anything is started. */
final class UpOptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port=99999 | --port must be between 0 and 65535, not 99999.",
        "--port=-1 | --port must be between 0 and 65535, not -1.",
        "--port=abc | Invalid value for option '--port': 'abc' is not an int.",
        "--metrics-port=70000 | --metrics-port must be between 0 and 65535, not 70000.",
        "--edge=foo --token=x | --edge must be a URL such as https://edge.example.com, not foo.",
        "--edge=ftp://h --token=x | --edge must be a URL such as https://edge.example.com, not ftp://h.",
        "--edge=http://h --token= | --edge needs --token or EDGESQL_TOKEN.",
        "--tls-cert=a.pem | --tls-cert and --tls-key belong together.",
        "--user= | --user must not be empty.",
        "--prot=3306 | Unknown option: '--prot=3306'.",
      })
  void refusesWrongOptionsInOneSentence(String options, String sentence) {
    StringWriter err = new StringWriter();
    CommandLine command =
        ShortErrors.of(new CommandLine(new UpCommand())).setErr(new PrintWriter(err));

    int exit = command.execute(options.split(" "));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("edgesql: " + sentence, "Try: up --help");
  }
}
