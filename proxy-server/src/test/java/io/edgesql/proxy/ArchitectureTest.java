package io.edgesql.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may import whom: docs/style.md §3. */
class ArchitectureTest {
  private static JavaClasses classes = new ClassFileImporter().importPackages("none");

  @BeforeAll
  static void readsClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.edgesql");
  }

  @Test
  void librariesKnowNeitherEachOtherNorTheProxy() {
    for (String library : new String[] {"protocol", "dialect", "backend"}) {
      for (String other : new String[] {"protocol", "dialect", "backend", "proxy"}) {
        if (!library.equals(other)) {
          noClasses()
              .that()
              .resideInAPackage("io.edgesql." + library + "..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("io.edgesql." + other + "..")
              .check(classes);
        }
      }
    }
  }

  @Test
  void nettyStaysInServerSessionAndReply() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.edgesql.proxy.execute..", "io.edgesql.proxy.state..", "io.edgesql.proxy.config..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(classes);
  }

  @Test
  void picocliStaysInTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.edgesql.proxy.cli..", "io.edgesql.proxy", "io.edgesql.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(classes);
  }

  @Test
  void executeKnowsNeitherSessionNorReply() {
    noClasses()
        .that()
        .resideInAPackage("io.edgesql.proxy.execute..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.edgesql.proxy.session..", "io.edgesql.proxy.reply..")
        .check(classes);
  }

  @Test
  void stateKnowsNothingAboveIt() {
    noClasses()
        .that()
        .resideInAPackage("io.edgesql.proxy.state..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.edgesql.proxy.session..",
            "io.edgesql.proxy.reply..",
            "io.edgesql.proxy.execute..",
            "io.edgesql.proxy.server..")
        .check(classes);
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("io.edgesql.proxy.(*)..").should().beFreeOfCycles().check(classes);
  }
}
