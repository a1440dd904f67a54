package io.github.djllosses.sample.losses;

import io.github.djllosses.core.LossBuilder;
import io.github.djllosses.sample.console.Text;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An option of a loss: a method of its builder, {@code optLabelSmoothing(float)}, as the command
 * line has it, {@code label-smoothing=0.1}.
 */
final class LossOption {

    private static final String PREFIX = "opt";

    /** What an option is that is off. */
    private static final String NONE = "none";

    /** How to read the types that an option may have, besides enums. */
    private static final Map<Class<?>, Type> TYPES =
            Map.of(
                    float.class, new Type("a number", Float::valueOf),
                    float[].class, new Type("numbers such as 1,2.5,1", LossOption::floats),
                    int.class, new Type("a whole number", Integer::valueOf),
                    long.class, new Type("a whole number", Long::valueOf),
                    boolean.class, new Type("true or false", LossOption::bool));

    private final Method method;

    private LossOption(Method method) {
        this.method = method;
    }

    private record Type(String expected, Function<String, Object> parse) {}

    /** Returns the options of a builder, its own before those that it shares with others. */
    static List<LossOption> of(Class<?> builder) {
        return Arrays.stream(builder.getMethods())
                .filter(method -> method.getName().startsWith(PREFIX) && !method.isBridge())
                .filter(method -> isReadable(method.getParameterTypes()[0]))
                .sorted(LossOption::ownFirst)
                .map(LossOption::new)
                .toList();
    }

    private static boolean isReadable(Class<?> type) {
        return type.isEnum() || TYPES.containsKey(type);
    }

    private static int ownFirst(Method one, Method other) {
        Class<?> a = one.getDeclaringClass();
        Class<?> b = other.getDeclaringClass();
        if (a.equals(b)) {
            return one.getName().compareTo(other.getName());
        }
        return a.isAssignableFrom(b) ? 1 : -1;
    }

    /** Returns whether every loss has this option. */
    boolean isCommon() {
        return method.getDeclaringClass().equals(LossBuilder.class);
    }

    /** Returns the name: {@code label-smoothing}. */
    String name() {
        return name(method.getName());
    }

    /** Returns the name of the option that a method of a builder sets. */
    static String name(String method) {
        return method.substring(PREFIX.length())
                .replaceAll("(?<=.)([A-Z])", "-$1")
                .toLowerCase(Locale.ROOT);
    }

    /** Returns the value that the option has in a builder: the default, if the builder is new. */
    String value(LossBuilder<?> builder) {
        String name = method.getName().substring(PREFIX.length());
        String field = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        for (Class<?> type = builder.getClass();
                LossBuilder.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            for (Field declared : type.getDeclaredFields()) {
                if (declared.getName().equals(field)) {
                    return text(read(declared, builder));
                }
            }
        }
        return NONE;
    }

    private static @Nullable Object read(Field field, LossBuilder<?> builder) {
        field.setAccessible(true);
        try {
            return field.get(builder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Float number) {
            return Text.number(Double.parseDouble(number.toString()), 8);
        }
        if (value instanceof Enum<?> constant) {
            return spelt(constant);
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : NONE;
    }

    private static String spelt(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Sets this option. */
    void set(LossBuilder<?> builder, String value) {
        try {
            method.invoke(builder, parse(value));
        } catch (InvocationTargetException e) {
            throw refusal(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns why a builder refused what it was told. */
    static IllegalArgumentException refusal(InvocationTargetException e) {
        Throwable reason = e.getTargetException();
        return new IllegalArgumentException(reason.getMessage(), reason);
    }

    private Object parse(String value) {
        Class<?> type = method.getParameterTypes()[0];
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> spelt((Enum<?>) constant).equals(spelling(value)))
                    .findFirst()
                    .orElseThrow(() -> wrong(value, choices(type)));
        }
        Type known = Objects.requireNonNull(TYPES.get(type));
        try {
            return known.parse().apply(value);
        } catch (IllegalArgumentException e) {
            throw wrong(value, known.expected());
        }
    }

    private static String spelling(String value) {
        return value.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String choices(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> spelt((Enum<?>) constant))
                .collect(Collectors.joining(", "));
    }

    private IllegalArgumentException wrong(String value, String expected) {
        return new IllegalArgumentException(
                "option " + name() + " is \"" + value + "\", expected " + expected);
    }

    private static float[] floats(String text) {
        String[] parts = text.split(",", -1);
        float[] numbers = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            numbers[i] = Float.parseFloat(parts[i].strip());
        }
        return numbers;
    }

    private static Boolean bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(text);
        }
        return Boolean.valueOf(text);
    }
}
