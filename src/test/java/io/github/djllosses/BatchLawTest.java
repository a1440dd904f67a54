package io.github.djllosses;

import static io.github.djllosses.Catalogue.measure;
import static io.github.djllosses.Catalogue.select;

import ai.djl.ndarray.NDArray;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.Catalogue.Measured;
import io.github.djllosses.Catalogue.Sample;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Reduction;
import java.util.List;
import java.util.stream.IntStream;

/** A loss does not depend on how its batch is cut or ordered. */
class BatchLawTest extends Laws {

    @ForBatches
    void partsWithTheDivisorOfTheWholeAddUpToTheWhole(Entry entry) {
        Sample sample = entry.sample(manager);
        AbstractLoss loss = entry.loss();
        Measured whole = measure(sample, entry.loss("reduction", Reduction.MEAN)::evaluate);
        int n = sample.size();
        int[] ones = IntStream.range(0, n).map(i -> 1).toArray();
        for (int[] sizes : List.of(ones, new int[] {n - 2, 2}, new int[] {0, 1, n - 1, 0})) {
            List<Sample> parts = sample.cut(sizes);
            double divisor = parts.stream().mapToDouble(part -> divisor(loss, part)).sum();
            double value = 0;
            int start = 0;
            for (Sample part : parts) {
                Measured share = measure(part, (y, x) -> loss.evaluate(y, x, divisor));
                int[] rows = IntStream.range(start, start + part.size()).toArray();
                start += part.size();
                value += share.value();
                assertNear(
                        entry,
                        Numbers.toDoubles(sample.rows(whole.gradient(), rows)),
                        share.gradients(),
                        NEAR,
                        largest(whole.gradients()));
            }
            assertNear(entry, whole.value(), value, NEAR);
            assertNear(entry, divisor(loss, sample), divisor, NEAR);
        }
    }

    @ForBatches
    void theEpochAverageDoesNotDependOnTheBatches(Entry entry) {
        Sample sample = entry.sample(manager);
        AbstractLoss loss = entry.loss();
        int n = sample.size();
        double whole = measure(sample, loss::evaluate).value();
        for (int[] sizes : List.of(new int[] {n}, new int[] {1, n - 3, 0, 2})) {
            loss.addAccumulator("epoch");
            for (Sample part : sample.cut(sizes)) {
                loss.updateAccumulator("epoch", part.labels(), part.predictions());
            }
            assertNear(entry, whole, loss.average("epoch"), NEAR);
        }
    }

    @ForRows
    void theOrderOfRowsDoesNotMatter(Entry entry) {
        Sample sample = entry.sample(manager);
        int n = sample.size();
        int[] order = IntStream.range(0, n).map(i -> (i + 2) % n).toArray();
        AbstractLoss loss = entry.loss();
        Measured whole = measure(sample, loss::evaluate);
        NDArray gradient = sample.rows(whole.gradient(), order);
        NDArray values = loss.pointwise(sample.labels(), sample.predictions()).values();
        Sample permuted = sample.rows(order);

        assertNear(
                entry,
                new Measured(whole.value(), gradient),
                measure(permuted, loss::evaluate),
                NEAR);
        assertValues(
                entry, Numbers.toDoubles(sample.rows(values, order)), values(loss, permuted), NEAR);
    }

    @ForAll
    void theOrderOfClassesDoesNotMatter(Entry entry) {
        int[] order = {2, 0, 1};
        Sample sample = entry.sample(manager);
        Sample permuted = sample.classes(order);
        Measured plain = measure(sample, entry.loss()::evaluate);
        NDArray gradient = select(plain.gradient(), entry.layout().axis(), order);

        assertNear(
                entry,
                new Measured(plain.value(), gradient),
                measure(permuted, permuted.entry().loss()::evaluate),
                NEAR);
    }
}
