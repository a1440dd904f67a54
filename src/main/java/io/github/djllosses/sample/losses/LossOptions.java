package io.github.djllosses.sample.losses;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.LossBuilder;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds losses from options by name. Which there are, the builder of each loss says. */
public final class LossOptions {

    private LossOptions() {}

    static List<LossOption> of(Class<? extends AbstractLoss> type) {
        return LossOption.of(builder(type).getClass());
    }

    /** Returns a new builder of a loss, with every option at its default. */
    static LossBuilder<?> builder(Class<? extends AbstractLoss> type) {
        try {
            return (LossBuilder<?>) type.getMethod("builder").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no usable builder", e);
        }
    }

    /**
     * Builds a loss.
     *
     * @param type its class
     * @param options the options that differ from their defaults, such as {@code label-smoothing}
     *     and {@code 0.1}
     * @return the loss
     * @throws IllegalArgumentException if there is no such option or it cannot have that value; the
     *     message says which
     */
    public static AbstractLoss build(
            Class<? extends AbstractLoss> type, Map<String, String> options) {
        LossBuilder<?> builder = builder(type, options);
        try {
            return (AbstractLoss) builder.getClass().getMethod("build").invoke(builder);
        } catch (InvocationTargetException e) {
            throw LossOption.refusal(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the value of one option.
     *
     * @param type the class of a loss
     * @param options the options that differ from their defaults
     * @param name the name of an option
     * @return its value, given or by default; an empty text if the loss has no such option
     */
    public static String value(
            Class<? extends AbstractLoss> type, Map<String, String> options, String name) {
        LossBuilder<?> builder = builder(type, options);
        return of(type).stream()
                .filter(option -> option.name().equals(name))
                .map(option -> option.value(builder))
                .findFirst()
                .orElse("");
    }

    private static LossBuilder<?> builder(
            Class<? extends AbstractLoss> type, Map<String, String> options) {
        LossBuilder<?> builder = builder(type);
        options.forEach((name, value) -> find(type, name).set(builder, value));
        return builder;
    }

    private static LossOption find(Class<? extends AbstractLoss> type, String name) {
        List<LossOption> all = of(type);
        return all.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        type.getSimpleName()
                                                + " has no option "
                                                + name
                                                + ", but "
                                                + all.stream()
                                                        .map(LossOption::name)
                                                        .collect(Collectors.joining(", "))));
    }
}
