package io.milepost.rsu;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** Dependencies between the node's packages run one way, in the order data flows. */
@AnalyzeClasses(packages = "io.milepost.rsu", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule SHOULD_DEPEND_ONLY_UPSTREAM =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("config")
          .definedBy("io.milepost.rsu.config..")
          .layer("ops")
          .definedBy("io.milepost.rsu.ops..")
          .layer("camera")
          .definedBy("io.milepost.rsu.camera..")
          .layer("recording")
          .definedBy("io.milepost.rsu.recording..")
          .layer("perception")
          .definedBy("io.milepost.rsu.perception..")
          .layer("rules")
          .definedBy("io.milepost.rsu.rules..")
          .layer("incident")
          .definedBy("io.milepost.rsu.incident..")
          .layer("intake")
          .definedBy("io.milepost.rsu.intake..")
          .layer("broadcast")
          .definedBy("io.milepost.rsu.broadcast..")
          .layer("denm")
          .definedBy("io.milepost.rsu.denm..")
          .layer("keys")
          .definedBy("io.milepost.rsu.keys..")
          .layer("cluster")
          .definedBy("io.milepost.rsu.cluster..")
          .layer("store")
          .definedBy("io.milepost.rsu.store..")
          .layer("api")
          .definedBy("io.milepost.rsu.api..")
          .layer("app")
          .definedBy("io.milepost.rsu.app..")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("cluster")
          .mayOnlyBeAccessedByLayers("api", "app")
          .whereLayer("intake")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("broadcast")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("denm")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("keys")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("incident")
          .mayOnlyBeAccessedByLayers("intake", "broadcast", "cluster", "store", "api", "app")
          .whereLayer("rules")
          .mayOnlyBeAccessedByLayers("incident", "app")
          .whereLayer("perception")
          .mayOnlyBeAccessedByLayers("rules", "app")
          .whereLayer("recording")
          .mayOnlyBeAccessedByLayers("api", "app")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("app");

  @ArchTest
  static final ArchRule SHOULD_KEEP_PERCEPTION_FREE_OF_ITS_EYE =
      noClasses()
          .that()
          .resideInAPackage("io.milepost.rsu.perception")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.milepost.rsu.perception.pixels..");

  @ArchTest
  static final ArchRule SHOULD_HAVE_NO_CYCLES =
      slices().matching("io.milepost.rsu.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule SHOULD_BUILD_RULES_FROM_THE_ROAD_AND_THE_CORE =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("track")
          .definedBy("io.milepost.rsu.rules.track")
          .layer("geometry")
          .definedBy("io.milepost.rsu.rules.geometry")
          .layer("core")
          .definedBy("io.milepost.rsu.rules.core")
          .layer("road")
          .definedBy("io.milepost.rsu.rules.road")
          .layer("kinds")
          .definedBy(
              "io.milepost.rsu.rules.collision",
              "io.milepost.rsu.rules.standing",
              "io.milepost.rsu.rules.traffic",
              "io.milepost.rsu.rules.people",
              "io.milepost.rsu.rules.hazard")
          .layer("running")
          .definedBy("io.milepost.rsu.rules")
          .whereLayer("running")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("kinds")
          .mayOnlyBeAccessedByLayers("running")
          .whereLayer("road")
          .mayOnlyBeAccessedByLayers("kinds", "running")
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers("road", "kinds", "running")
          .whereLayer("geometry")
          .mayOnlyBeAccessedByLayers("core", "road", "kinds", "running");

  @ArchTest
  static final ArchRule SHOULD_KEEP_KINDS_OF_RULES_APART =
      slices()
          .matching("io.milepost.rsu.rules.(collision|standing|traffic|people|hazard)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule SHOULD_HAVE_NO_CYCLES_AMONG_RULES =
      slices().matching("io.milepost.rsu.rules.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule SHOULD_KEEP_VERTX_OUT_OF_RULE_LOGIC =
      noClasses()
          .that()
          .resideInAPackage("io.milepost.rsu.rules..")
          .and()
          .haveSimpleNameNotEndingWith("Verticle")
          .and()
          .haveSimpleNameNotEndingWith("Message")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  @ArchTest
  static final ArchRule SHOULD_USE_ONLY_JDK_CHANNELS_FOR_MULTICAST =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.vertx.core.datagram..");

  @ArchTest
  static final ArchRule SHOULD_NAME_VERTICLES_AS_SUCH =
      classes()
          .that()
          .areAssignableTo("io.vertx.core.VerticleBase")
          .should()
          .haveSimpleNameEndingWith("Verticle");
}
