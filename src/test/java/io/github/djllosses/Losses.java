package io.github.djllosses;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.LossBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Builds losses from the names and values of their options, as fixtures spell them. */
final class Losses {

    private Losses() {}

    /** Builds a loss; every option is set through its builder method. */
    static AbstractLoss build(Class<? extends AbstractLoss> loss, JsonObject options) {
        try {
            LossBuilder<?> builder = (LossBuilder<?>) loss.getMethod("builder").invoke(null);
            for (Map.Entry<String, JsonElement> option : options.entrySet()) {
                set(builder, option.getKey(), option.getValue());
            }
            return (AbstractLoss) builder.getClass().getMethod("build").invoke(builder);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(LossBuilder<?> builder, String option, JsonElement value)
            throws ReflectiveOperationException {
        String name = "opt" + Character.toUpperCase(option.charAt(0)) + option.substring(1);
        for (Method method : builder.getClass().getMethods()) {
            if (method.getName().equals(name) && !method.isBridge()) {
                method.invoke(builder, argument(method.getParameterTypes()[0], value));
                return;
            }
        }
        throw new NoSuchMethodException(builder.getClass() + "." + name);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object argument(Class<?> type, JsonElement value) {
        if (type == float.class) {
            return value.getAsFloat();
        } else if (type == boolean.class) {
            return value.getAsBoolean();
        } else if (type == int.class) {
            return value.getAsInt();
        } else if (type == long.class) {
            return value.getAsLong();
        } else if (type == float[].class) {
            double[] doubles = Fixtures.doubles(value.getAsJsonArray());
            float[] floats = new float[doubles.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) doubles[i];
            }
            return floats;
        } else if (type == BinaryOperator.class) {
            return (BinaryOperator<NDArray>) (x, y) -> x.sub(y).abs().sum(new int[] {1});
        } else if (type.isEnum()) {
            return Enum.valueOf((Class<Enum>) type, value.getAsString());
        }
        return value.getAsString();
    }
}
