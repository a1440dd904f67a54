package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.djllosses.composition.CompositeLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.sample.losses.LossCatalogue;
import io.github.djllosses.sample.losses.LossEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sample's list of losses is complete. */
class LossCatalogueTest {

    @Test
    void listsEveryLossOfTheLibraryOnce() {
        List<String> losses =
                new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages(ArchitectureTest.ROOT)
                                .stream()
                                .filter(type -> type.isAssignableTo(AbstractLoss.class))
                                .filter(
                                        type ->
                                                !type.getModifiers()
                                                        .contains(JavaModifier.ABSTRACT))
                                .map(JavaClass::getSimpleName)
                                // made of others, which only code can name
                                .filter(name -> !name.equals(CompositeLoss.class.getSimpleName()))
                                .sorted()
                                .toList();
        assertTrue(losses.size() > 30, losses.toString());
        assertEquals(losses, LossCatalogue.all().stream().map(LossEntry::name).sorted().toList());
    }
}
