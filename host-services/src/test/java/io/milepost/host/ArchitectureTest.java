package io.milepost.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.milepost.host", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.milepost.host.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOTHING_OF_THE_NODES =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.milepost.rsu..", "io.milepost.vehicle..", "io.vertx..");
}
