package io.github.djllosses;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.training.loss.Loss;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.composition.CompositeLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.LossBuilder;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who may use whom: sample, then training, then the families of losses, then core, then DJL's API.
 *
 * <p>A family is any package beside those; a rule that finds no class to check fails.
 */
@AnalyzeClasses(
        packages = ArchitectureTest.ROOT,
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "io.github.djllosses";

    private static final String SAMPLE = ROOT + ".sample..";
    private static final String TRAINING = ROOT + ".training..";
    private static final String INFORMATION = ROOT + ".information..";

    /** The first cell of a row of the table of losses. */
    private static final Pattern LISTED_LOSS = Pattern.compile("^\\| `(\\w+\\.\\w+Loss)` \\|");

    private static final String CORE = ROOT + ".core..";

    private static final DescribedPredicate<JavaClass> IN_A_FAMILY =
            resideInAPackage(ROOT + ".*..")
                    .and(not(resideInAnyPackage(SAMPLE, TRAINING, CORE)))
                    .as("are in a family");

    /** From the jar of the API: other jars of DJL have packages of the same names. */
    private static final DescribedPredicate<JavaClass> IN_THE_API =
            describe("are in DJL's api", ArchitectureTest::isInTheApi);

    private static final DescribedPredicate<JavaClass> IN_JAVA_OR_THE_API =
            resideInAnyPackage("java..", "org.jspecify.annotations").or(IN_THE_API);

    @ArchTest
    static final ArchRule NOTHING_DEPENDS_ON_THE_SAMPLE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(SAMPLE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(SAMPLE);

    @ArchTest
    static final ArchRule THE_LIBRARY_DEPENDS_ON_THE_API_ALONE =
            classes()
                    .that()
                    .resideOutsideOfPackage(SAMPLE)
                    .should()
                    .onlyDependOnClassesThat(resideInAPackage(ROOT + "..").or(IN_JAVA_OR_THE_API));

    @ArchTest
    static final ArchRule CORE_DEPENDS_ON_NO_OTHER_PACKAGE =
            classes()
                    .that()
                    .resideInAPackage(CORE)
                    .should()
                    .onlyDependOnClassesThat(resideInAPackage(CORE).or(IN_JAVA_OR_THE_API));

    @ArchTest
    static final ArchRule FAMILIES_DEPEND_ON_CORE =
            classes()
                    .that(IN_A_FAMILY)
                    .should()
                    .onlyDependOnClassesThat(
                            IN_A_FAMILY.or(resideInAPackage(CORE)).or(IN_JAVA_OR_THE_API));

    @ArchTest
    static final ArchRule FAMILIES_DO_NOT_DEPEND_ON_EACH_OTHER =
            slices().matching(ROOT + ".(*)..")
                    .should()
                    .notDependOnEachOther()
                    .ignoreDependency(not(IN_A_FAMILY), DescribedPredicate.alwaysTrue())
                    .ignoreDependency(DescribedPredicate.alwaysTrue(), not(IN_A_FAMILY));

    @ArchTest
    static final ArchRule EVERY_LOSS_IS_FINAL =
            classes()
                    .that()
                    .areAssignableTo(Loss.class)
                    .and()
                    .doNotHaveModifier(JavaModifier.ABSTRACT)
                    .should()
                    .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule FAMILIES_PUBLISH_LOSSES_AND_THEIR_OPTIONS =
            classes()
                    .that(IN_A_FAMILY.and(not(resideInAPackage(INFORMATION))))
                    .and()
                    .arePublic()
                    .should(
                            be(
                                    describe(
                                            "named ...Loss, or an enum, or a Builder",
                                            ArchitectureTest::isLossOrOption)));

    private static boolean isLossOrOption(JavaClass type) {
        if (type.isAssignableTo(LossBuilder.class)) {
            return type.getSimpleName().endsWith("Builder");
        }
        return type.isEnum()
                || (type.isAssignableTo(Loss.class) && type.getSimpleName().endsWith("Loss"));
    }

    private static boolean isInTheApi(JavaClass type) {
        return type.getSource()
                .map(Source::getUri)
                .filter(ArchitectureTest::isInTheApi)
                .isPresent();
    }

    private static boolean isInTheApi(URI file) {
        URL api = NDArray.class.getProtectionDomain().getCodeSource().getLocation();
        return file.toString().startsWith("jar:" + api + "!/ai/djl/");
    }

    /** Otherwise the rules above could not fail. */
    @Test
    void theApiIsToldFromTheRestOfDjl() throws URISyntaxException {
        assertTrue(isInTheApi(file("ai/djl/training/loss/Loss.class")));
        assertFalse(isInTheApi(file("ai/djl/basicdataset/cv/classification/Mnist.class")));
        assertFalse(isInTheApi(file("ai/djl/pytorch/engine/PtNDArray.class")));
        assertFalse(isInTheApi(file("org/slf4j/Logger.class")));
    }

    private static URI file(String resource) throws URISyntaxException {
        return Loss.class.getResource("/" + resource).toURI();
    }

    @ArchTest
    static void everyLossAndEveryOptionIsInTheCatalogue(JavaClasses classes) {
        Map<Class<?>, Set<String>> found =
                Catalogue.entries()
                        .collect(
                                groupingBy(
                                        Entry::type,
                                        flatMapping(e -> e.options().keySet().stream(), toSet())));
        for (Class<? extends AbstractLoss> loss : Catalogue.WITHOUT_ROWS) {
            found.put(
                    loss,
                    Fixtures.of(loss).stream()
                            .flatMap(fixture -> fixture.options().keySet().stream())
                            // every fixture is tried with each reduction
                            .collect(toCollection(() -> new TreeSet<>(Set.of("reduction")))));
        }
        List<Class<?>> losses =
                losses(classes)
                        // its parts are other losses, and it has no arguments of its own
                        .filter(type -> !type.isEquivalentTo(CompositeLoss.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();

        assertTrue(losses.contains(CrossEntropyLoss.class), losses.toString());
        for (Class<?> loss : losses) {
            assertTrue(found.containsKey(loss), loss + " is not in the catalogue");
            Set<String> missing = options(loss);
            missing.removeAll(found.get(loss));
            assertEquals(Set.of(), missing, loss + " has options that are not in the catalogue");
        }
    }

    private static Stream<JavaClass> losses(JavaClasses classes) {
        return classes.stream()
                .filter(type -> type.isAssignableTo(AbstractLoss.class))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT));
    }

    @ArchTest
    static void theReadmeListsEveryLoss(JavaClasses classes) throws IOException {
        Set<String> losses =
                losses(classes)
                        .map(type -> type.getName().substring(ROOT.length() + 1))
                        .collect(toCollection(TreeSet::new));
        Set<String> listed =
                Files.readAllLines(Path.of("README.md")).stream()
                        .map(LISTED_LOSS::matcher)
                        .filter(Matcher::find)
                        .map(match -> match.group(1))
                        .collect(toCollection(TreeSet::new));

        assertEquals(losses, listed);
    }

    /** Returns the options that a loss has a builder method for, but for its name. */
    private static Set<String> options(Class<?> loss) {
        return Arrays.stream(loss.getDeclaredClasses())
                .filter(LossBuilder.class::isAssignableFrom)
                .flatMap(builder -> Arrays.stream(builder.getMethods()))
                .map(Method::getName)
                .filter(name -> name.startsWith("opt") && !name.equals("optName"))
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .collect(toCollection(TreeSet::new));
    }

    @Test
    void everyPackageIsDescribed() throws IOException {
        Path sources = Path.of("src", "main", "java");
        Set<Path> packages = new TreeSet<>();
        Set<Path> described = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            List<Path> java = files.filter(file -> file.toString().endsWith(".java")).toList();
            for (Path file : java) {
                packages.add(file.getParent());
                if (file.endsWith("package-info.java")) {
                    described.add(file.getParent());
                }
            }
        }

        assertTrue(packages.size() >= 3, packages.toString());
        assertEquals(packages, described);
    }
}
