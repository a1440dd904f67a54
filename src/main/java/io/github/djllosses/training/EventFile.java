package io.github.djllosses.training;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads it: records of a length, its checksum, a protocol buffer,
 * and its checksum (TensorFlow's {@code byteswriter} and {@code event.proto}).
 *
 * <p>A record is written at once and through no buffer, so a reader sees everything up to the last
 * batch, also while the training runs and after it was killed.
 */
final class EventFile implements Closeable {

    // numbers of fields in event.proto and summary.proto
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int HISTOGRAM = 5;

    private static final int MASK = 0xa282ead8;

    private final OutputStream out;
    private final Clock clock;

    /** Creates a new file in a folder, which is made where it does not exist. */
    EventFile(Path folder, Clock clock) throws IOException {
        this.clock = clock;
        Files.createDirectories(folder);
        out = create(folder, clock.instant());
        write(new Message().bytes(FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8)));
    }

    /** A second run within a second of the first must not append to its file. */
    private static OutputStream create(Path folder, Instant now) throws IOException {
        String name = String.format("events.out.tfevents.%010d.djl", now.getEpochSecond());
        Path file = folder.resolve(name);
        for (int i = 2; Files.exists(file); i++) {
            file = folder.resolve(name + "." + i);
        }
        return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void scalar(String tag, long step, float number) throws IOException {
        write(event(step, new Message().text(TAG, tag).float32(SIMPLE_VALUE, number)));
    }

    void histogram(String tag, long step, Histogram histogram) throws IOException {
        write(event(step, new Message().text(TAG, tag).bytes(HISTOGRAM, histogram.encoded())));
    }

    private static Message event(long step, Message value) {
        Message summary = new Message().bytes(VALUE, value.encoded());
        return new Message().varint(STEP, step).bytes(SUMMARY, summary.encoded());
    }

    private synchronized void write(Message event) throws IOException {
        Instant now = clock.instant();
        event.float64(WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9);
        byte[] data = event.encoded();
        byte[] length = littleEndian(data.length, 8);

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(length);
        bytes.writeBytes(littleEndian(checksum(length), 4));
        bytes.writeBytes(data);
        bytes.writeBytes(littleEndian(checksum(data), 4));
        bytes.writeTo(out);
    }

    private static byte[] littleEndian(long bits, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (bits >>> (8 * i));
        }
        return bytes;
    }

    private static int checksum(byte... bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** A protocol buffer that is being written, field by field. */
    static final class Message {

        private static final int VARINT = 0;
        private static final int EIGHT_BYTES = 1;
        private static final int DELIMITED = 2;
        private static final int FOUR_BYTES = 5;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message varint(int field, long number) {
            key(field, VARINT);
            varint(number);
            return this;
        }

        Message float64(int field, double number) {
            key(field, EIGHT_BYTES);
            out.writeBytes(littleEndian(Double.doubleToLongBits(number), 8));
            return this;
        }

        Message float32(int field, float number) {
            key(field, FOUR_BYTES);
            out.writeBytes(littleEndian(Float.floatToIntBits(number), 4));
            return this;
        }

        Message text(int field, String text) {
            return bytes(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Message bytes(int field, byte... bytes) {
            key(field, DELIMITED);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        /** Writes a repeated field, packed. */
        Message float64s(int field, double... numbers) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            for (double number : numbers) {
                packed.writeBytes(littleEndian(Double.doubleToLongBits(number), 8));
            }
            return bytes(field, packed.toByteArray());
        }

        byte[] encoded() {
            return out.toByteArray();
        }

        private void key(int field, int type) {
            varint(((long) field << 3) | type);
        }

        private void varint(long number) {
            long rest = number;
            while (rest > 0x7f) {
                out.write((int) (rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
