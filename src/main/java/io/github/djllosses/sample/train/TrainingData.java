package io.github.djllosses.sample.train;

import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.data.Spoiling;
import io.github.djllosses.sample.learning.Network;
import java.io.IOException;

/** Gets the data of a run. What is to learn from may be spoilt; what is to judge by never is. */
final class TrainingData {

    private TrainingData() {}

    static DataSet of(Settings settings) {
        try {
            return spoilt(DataSet.of(settings.data(), settings.seed()), settings);
        } catch (IOException e) {
            throw new WorkException(String.valueOf(e.getMessage()), e);
        }
    }

    private static DataSet spoilt(DataSet set, Settings settings) {
        String name = set.name();
        LabelledImages train = set.train();
        if (settings.imbalance() < 1) {
            train = Spoiling.rareClasses(train, settings.imbalance(), settings.seed());
            name += Text.format(" (%s of every odd digit)", percent(settings.imbalance()));
        }
        if (settings.labelNoise() > 0) {
            train =
                    Spoiling.wrongLabels(
                            train, settings.labelNoise(), Network.CLASSES, settings.seed());
            name +=
                    Text.format(
                            " (%s of the training labels wrong)", percent(settings.labelNoise()));
        }
        return new DataSet(name, train, set.test());
    }

    private static String percent(double share) {
        return Text.number(100 * share, 3) + " %";
    }
}
