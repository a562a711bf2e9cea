package io.milepost.vehicle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.milepost.vehicle",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.milepost.vehicle.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule LOGIC_WITHOUT_VERTX =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..vehicle.event",
              "..vehicle.keys",
              "..vehicle.policy",
              "..vehicle.position",
              "..vehicle.approach",
              "..vehicle.journal",
              "..vehicle.receive")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  @ArchTest
  static final ArchRule ROS_KNOWS_EVENTS_ONLY =
      noClasses()
          .that()
          .resideInAPackage("..vehicle.ros")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..vehicle.receive", "..vehicle.journal", "..vehicle.ops");

  @ArchTest
  static final ArchRule NATIVE_CODE_ONLY_FOR_DDS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..vehicle.ros")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule NOTHING_OF_THE_RSU =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.milepost.rsu..");
}
