package io.github.djllosses.sample.train;

import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.data.DataArguments;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.data.Spoiling;
import io.github.djllosses.sample.learning.Network;

/** Gets the data of a run. What is to learn from may be spoilt; what is to judge by never is. */
final class TrainingData {

    private TrainingData() {}

    static DataSet of(Settings settings) {
        return spoilt(DataArguments.load(settings.data(), settings.seed()), settings);
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
