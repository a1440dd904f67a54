package io.github.djllosses.sample.learning;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import java.nio.file.Path;
import java.util.Map;

/**
 * Builds the network that a model folder describes. DJL finds it by the folder's {@code
 * serving.properties}, and the class file lies in the folder too: so this class uses nothing but
 * DJL's API.
 */
public final class NetworkFactory implements BlockFactory {

    /** The property that names the kind of network. */
    static final String NETWORK = "network";

    /** The property that has the sizes of the hidden layers, with commas between them. */
    static final String HIDDEN = "hidden";

    /** The property that has the number of classes. */
    static final String CLASSES = "classes";

    /** A multilayer perceptron. */
    static final String MLP = "mlp";

    /** LeCun's convolutional network. */
    static final String LENET = "lenet";

    private static final long serialVersionUID = 1L;

    /** Creates the factory, as DJL does. */
    public NetworkFactory() {}

    @Override
    public Block newBlock(Model model, Path folder, Map<String, ?> properties) {
        String network = String.valueOf(properties.get(NETWORK));
        long classes = Long.parseLong(String.valueOf(properties.get(CLASSES)));
        SequentialBlock block = new SequentialBlock();
        switch (network) {
            case MLP -> mlp(block, String.valueOf(properties.get(HIDDEN)));
            case LENET -> lenet(block);
            default ->
                    throw new IllegalArgumentException(
                            "serving.properties: network is "
                                    + network
                                    + ", expected "
                                    + MLP
                                    + " or "
                                    + LENET);
        }
        return block.add(linear(classes));
    }

    /** Linear layers with ReLU after each. */
    private static void mlp(SequentialBlock block, String sizes) {
        block.add(new LambdaBlock(NetworkFactory::flat, "flat"));
        for (String size : sizes.split(",", -1)) {
            block.add(linear(Long.parseLong(size.strip()))).add(Activation::relu);
        }
    }

    /** LeNet-5 (LeCun et al., 1998) with today's ReLU and maximum pooling. */
    private static void lenet(SequentialBlock block) {
        block.add(new LambdaBlock(NetworkFactory::square, "square"))
                .add(convolution(6, 2))
                .add(Activation::relu)
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(convolution(16, 0))
                .add(Activation::relu)
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(new LambdaBlock(NetworkFactory::flat, "flat"))
                .add(linear(120))
                .add(Activation::relu)
                .add(linear(84))
                .add(Activation::relu);
    }

    private static Block linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    private static Block convolution(int filters, long padding) {
        return Conv2d.builder()
                .setKernelShape(new Shape(5, 5))
                .setFilters(filters)
                .optPadding(new Shape(padding, padding))
                .build();
    }

    private static NDList flat(NDList images) {
        NDArray array = images.head();
        return new NDList(array.reshape(array.getShape().get(0), -1));
    }

    /** Makes rows of pixels, or images already, square images of one channel. */
    private static NDList square(NDList images) {
        NDArray array = images.head();
        long count = array.getShape().get(0);
        long side = Math.round(Math.sqrt((double) array.size() / count));
        return new NDList(array.reshape(count, 1, side, side));
    }
}
