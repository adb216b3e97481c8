package dev.ktsu.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Which part may know which. */
@AnalyzeClasses(packages = "dev.ktsu", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ORCHESTRATOR = "dev.ktsu.orchestrator.";
  private static final List<String> TIERS =
      List.of("orchestrator", "runtime", "gateway", "toolserver");

  @ArchTest
  static void tiersNeverSeeEachOther(JavaClasses classes) {
    for (String tier : TIERS) {
      String[] others =
          TIERS.stream()
              .filter(other -> !other.equals(tier))
              .map(other -> "dev.ktsu." + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("dev.ktsu." + tier + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .allowEmptyShould(true)
          .because("they meet in contracts and over HTTP")
          .check(classes);
    }
  }

  @ArchTest static final ArchRule contractsStandAlone = knows("contracts");
  @ArchTest static final ArchRule settingsStandAlone = knows("settings");
  @ArchTest static final ArchRule expressionsStandAlone = knows("expressions");
  @ArchTest static final ArchRule schemaStandsAlone = knows("schema");
  @ArchTest static final ArchRule futuresStandAlone = knows("futures");

  @ArchTest
  static final ArchRule projectReadsWithPureTools =
      knows("project", "contracts", "expressions", "schema");

  @ArchTest static final ArchRule httpKnowsContracts = knows("http", "contracts", "futures");

  @ArchTest
  static final ArchRule contractsDoNoIo =
      noClasses()
          .that()
          .resideInAPackage("dev.ktsu.contracts..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "java.net..", "java.nio.file..", "java.sql..");

  @ArchTest
  static final ArchRule kernelIsPure =
      noClasses()
          .that()
          .resideInAPackage(ORCHESTRATOR + "kernel..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.vertx..", "java.sql..", "java.net..", "java.nio.file..")
                  .or(JavaClass.Predicates.type(java.time.Clock.class)))
          .because("a decision is a function of state, command and inputs");

  @ArchTest
  static final ArchRule kernelKnowsNobodyAboveIt = inOrchestrator("kernel", "kernel", "airlock");

  @ArchTest
  static final ArchRule runOwnsItsPorts =
      noClasses()
          .that()
          .resideInAPackage(ORCHESTRATOR + "run..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ORCHESTRATOR + "api..",
              ORCHESTRATOR + "store..",
              ORCHESTRATOR + "dispatch..",
              ORCHESTRATOR + "step..")
          .because("those implement what it asks for");

  @ArchTest
  static final ArchRule nobodyCallsTheApi =
      noClasses()
          .that()
          .resideInAnyPackage(
              Stream.of("kernel", "run", "store", "dispatch", "step", "airlock", "view", "wire")
                  .map(name -> ORCHESTRATOR + name + "..")
                  .toArray(String[]::new))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ORCHESTRATOR + "api..");

  @ArchTest
  static final ArchRule engineRunsWithoutVertx =
      noClasses()
          .that()
          .resideInAnyPackage(
              ORCHESTRATOR + "run..", ORCHESTRATOR + "dispatch..", ORCHESTRATOR + "step..")
          .should()
          .dependOnClassesThat(
              belongToAnyOf(Vertx.class, Context.class, EventBus.class)
                  .or(resideInAnyPackage("io.vertx.core.http..", "io.vertx.ext.web..")))
          .because("it takes Clock, Timers and ports, so that a simulator can run it");

  @ArchTest
  static final ArchRule clientCommandsStartNoTier =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.ktsu.client..",
              "dev.ktsu.outline..",
              "dev.ktsu.validate..",
              "dev.ktsu.authoring..",
              "dev.ktsu.shell..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "dev.ktsu.start..", "dev.ktsu.run..")
          .because("they are to start fast");

  /** A shared module knows itself and these, of ours. */
  private static ArchRule knows(String module, String... others) {
    String[] known =
        Stream.concat(Stream.of(module), Arrays.stream(others))
            .map(name -> "dev.ktsu." + name + "..")
            .toArray(String[]::new);
    return ArchRuleDefinition.classes()
        .that()
        .resideInAPackage("dev.ktsu." + module + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("dev.ktsu..").or(resideInAnyPackage(known)));
  }

  private static ArchRule inOrchestrator(String name, String... known) {
    String[] packages =
        Arrays.stream(known).map(each -> ORCHESTRATOR + each + "..").toArray(String[]::new);
    return ArchRuleDefinition.classes()
        .that()
        .resideInAPackage(ORCHESTRATOR + name + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("dev.ktsu.orchestrator..").or(resideInAnyPackage(packages)));
  }
}
