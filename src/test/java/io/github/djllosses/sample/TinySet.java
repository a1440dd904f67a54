package io.github.djllosses.sample;

import io.github.djllosses.sample.data.DrawnDigits;
import io.github.djllosses.sample.data.LabelledImages;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of IDX files so small that a test can learn from it. */
final class TinySet {

    static final int TRAIN = 200;
    static final int TEST = 60;

    private TinySet() {}

    static String write(Path folder) throws IOException {
        write(folder, "train", DrawnDigits.draw(TRAIN, 1));
        write(folder, "t10k", DrawnDigits.draw(TEST, 2));
        return folder.toString();
    }

    private static void write(Path folder, String part, LabelledImages set) throws IOException {
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        DataOutputStream imageFile = new DataOutputStream(images);
        DataOutputStream labelFile = new DataOutputStream(labels);
        for (int number : new int[] {0x803, set.size(), set.rows(), set.columns()}) {
            imageFile.writeInt(number);
        }
        labelFile.writeInt(0x801);
        labelFile.writeInt(set.size());
        for (int i = 0; i < set.size(); i++) {
            imageFile.write(set.image(i));
            labelFile.write(set.label(i));
        }
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.toByteArray());
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.toByteArray());
    }
}
