package io.github.djllosses.sample.data;

import io.github.djllosses.sample.console.WorkException;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The option of all commands that need images. */
public final class DataArguments {

    @Option(
            names = "--data",
            paramLabel = "DATA",
            defaultValue = DataSet.DRAWN,
            description =
                    "drawn: digits that the program draws itself (default); mnist: downloaded by"
                            + " DJL; or a folder with the four IDX files of MNIST, gzipped or not.")
    private String choice;

    /**
     * Returns what was chosen.
     *
     * @return a name that {@link DataSet#of} takes
     */
    public String choice() {
        return choice;
    }

    /**
     * Tells whether the program draws the images itself.
     *
     * @return whether there is a seed to draw them by
     */
    public boolean isDrawn() {
        return choice.equals(DataSet.DRAWN);
    }

    /**
     * Gets the images.
     *
     * @param seed the seed of drawn digits
     * @return the set
     */
    public DataSet load(long seed) {
        return load(choice, seed);
    }

    /**
     * Gets the images of a choice that was written down.
     *
     * @param choice what {@link #choice} returned
     * @param seed the seed of drawn digits
     * @return the set
     */
    public static DataSet load(String choice, long seed) {
        try {
            return DataSet.of(choice, seed);
        } catch (IOException e) {
            throw new WorkException(String.valueOf(e.getMessage()), e);
        }
    }
}
