package io.paceline;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The arrows between the packages of gossip-core; those between modules are kept by Maven. */
@AnalyzeClasses(packages = "io.paceline", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  /** Where time is a parameter and chance is injected, so that a run can be repeated exactly. */
  private static final String[] ENGINE = {
    "io.paceline.gossip.swim..",
    "io.paceline.gossip.serf..",
    "io.paceline.gossip.catalog..",
    "io.paceline.gossip.engine..",
  };

  @ArchTest
  static final ArchRule serviceDependsOnNothingOfOurs =
      noClasses()
          .that()
          .resideInAPackage("io.paceline.service..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.paceline..")
                  .and(resideOutsideOfPackage("io.paceline.service..")));

  @ArchTest
  static final ArchRule swimDoesNotKnowWire =
      noClasses()
          .that()
          .resideInAPackage("io.paceline.gossip.swim..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.paceline.gossip.wire..");

  @ArchTest
  static final ArchRule wireDoesNotKnowSwim =
      noClasses()
          .that()
          .resideInAPackage("io.paceline.gossip.wire..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.paceline.gossip.swim..");

  @ArchTest
  static final ArchRule onlyNettyPackageKnowsNettysTransport =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.paceline.gossip.netty..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..");

  @ArchTest
  static final ArchRule nothingBelowKnowsGossipNode =
      noClasses()
          .that()
          .resideInAnyPackage("io.paceline.service..", "io.paceline.gossip.*..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.paceline.gossip.GossipNode");

  @ArchTest
  static final ArchRule engineHasNoSocketThreadLockOrClockOfItsOwn =
      noClasses()
          .that()
          .resideInAnyPackage(ENGINE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.netty.channel..", "java.nio.channels..", "java.nio.file..")
                  .or(concurrency())
                  .or(
                      named(
                          "java.time.Clock",
                          "java.time.InstantSource",
                          "java.net.Socket",
                          "java.net.DatagramSocket",
                          "java.lang.Thread",
                          "java.util.Timer",
                          "java.util.Random",
                          "java.util.SplittableRandom",
                          "java.security.SecureRandom")));

  @ArchTest
  static final ArchRule engineDoesNotAskForTimeOrChance =
      noClasses()
          .that()
          .resideInAnyPackage(ENGINE)
          .should()
          .callMethodWhere(
              call(System.class, "nanoTime|currentTimeMillis")
                  .or(call(Math.class, "random"))
                  .or(call(UUID.class, "randomUUID"))
                  .or(call(java.time.Instant.class, "now"))
                  .or(call(java.util.random.RandomGenerator.class, "of|getDefault"))
                  .or(
                      call(Collections.class, "shuffle")
                          .and(DescribedPredicate.not(withParameters(2)))));

  /**
   * Their order of iteration differs from one run of the JVM to the next; those of one element have
   * none.
   */
  @ArchTest
  static final ArchRule engineHasNoCollectionOfUnrepeatableOrder =
      noClasses()
          .that()
          .resideInAnyPackage(ENGINE)
          .should()
          .callMethodWhere(
              call(Set.class, "of")
                  .and(withParameters(2))
                  .or(call(Map.class, "of").and(withParameters(4)))
                  .or(call(Set.class, "copyOf"))
                  .or(call(Map.class, "copyOf|ofEntries")));

  @ArchTest
  static final ArchRule engineIsNotSynchronized =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(ENGINE)
          .should()
          .haveModifier(JavaModifier.SYNCHRONIZED);

  private static DescribedPredicate<JavaClass> concurrency() {
    return resideInAnyPackage("java.util.concurrent..")
        .and(DescribedPredicate.not(named(TimeUnit.class.getName())))
        .as("java.util.concurrent but TimeUnit");
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    List<String> wanted = List.of(names);
    return DescribedPredicate.describe(
        "one of " + wanted, found -> wanted.contains(found.getName()));
  }

  private static DescribedPredicate<JavaCall<?>> call(Class<?> type, String methods) {
    return DescribedPredicate.describe(
        type.getSimpleName() + "." + methods,
        call -> call.getTargetOwner().isEquivalentTo(type) && call.getName().matches(methods));
  }

  private static DescribedPredicate<JavaCall<?>> withParameters(int atLeast) {
    return DescribedPredicate.describe(
        "with " + atLeast + " or more parameters",
        call -> {
          List<JavaClass> types = call.getTarget().getRawParameterTypes();
          return types.size() >= atLeast || (!types.isEmpty() && types.get(0).isArray());
        });
  }
}
