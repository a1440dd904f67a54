package io.github.djllosses.sample.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.djllosses.sample.console.ResultFiles;
import io.github.djllosses.sample.console.WorkException;
import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.model.Checksum;
import io.github.djllosses.sample.model.ModelFolder;
import io.github.djllosses.sample.report.Report;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk that is full leaves what there was, and says so in a line. */
class FullDiskTest {

    private static final int BLOCK = 512;
    private static final int DISK = 1 << 20;

    private FileSystem disk;
    private Path folder;
    private ResultFiles files;

    @BeforeEach
    void mount() {
        Configuration small =
                Configuration.unix().toBuilder().setBlockSize(BLOCK).setMaxSize(DISK).build();
        disk = Jimfs.newFileSystem(small);
        folder = disk.getPath("/run");
        files = new ResultFiles(folder);
    }

    @AfterEach
    void unmount() throws IOException {
        disk.close();
    }

    private void fill(int left) throws IOException {
        long free = Files.getFileStore(folder).getUnallocatedSpace();
        Files.write(disk.getPath("/filler"), new byte[Math.toIntExact(free - left)]);
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Checksum.sha256(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private void assertRefusedWithoutALoss(Runnable work) throws IOException {
        Map<String, String> before = contents();
        assertFalse(before.isEmpty());
        WorkException refusal = assertThrows(WorkException.class, work::run);
        assertTrue(
                refusal.getMessage()
                        .matches("/run/.*: cannot be written. Make room there or give --out .*"),
                refusal.getMessage());
        assertEquals(before, contents());
    }

    @Test
    void aReportStays() throws IOException {
        new Report("old", "", List.of(), List.of()).write(files, "report");
        fill(0);
        Report other = new Report("new", "", List.of(), List.of());
        assertRefusedWithoutALoss(() -> other.write(files, "report"));
    }

    @Test
    void checkpointsStayAndAreFound() throws IOException {
        Checkpoints checkpoints = new Checkpoints(files, folder);
        byte[] state = new byte[DISK / 4];
        Arrays.fill(state, (byte) 7);
        checkpoints.write(checkpoint(1, state));
        fill(DISK / 8);
        assertRefusedWithoutALoss(() -> checkpoints.write(checkpoint(2, state)));
        assertArrayEquals(state, checkpoints.newest(line -> {}).orElseThrow().state());
    }

    private static Checkpoint checkpoint(int epochs, byte... state) {
        List<EpochResult> results = Collections.nCopies(epochs, new EpochResult(1, 1, 1, 1, 1, 1));
        Position position = new Position(epochs, 0, Running.NOTHING, results);
        return new Checkpoint(DamagedCheckpointTest.settings(), position, state);
    }

    /** Were the parameters alone replaced, the model could not be used any more. */
    @Test
    void aModelStaysWithAllItsFiles() throws IOException {
        Map<String, byte[]> old = model();
        files.together(old);
        int parameters = ModelFolder.parameters(old).length;
        fill(2 * BLOCK + parameters);
        Map<String, byte[]> other = new LinkedHashMap<>();
        old.forEach((name, bytes) -> other.put(name, new byte[bytes.length]));
        assertRefusedWithoutALoss(() -> files.together(other));
    }

    private static Map<String, byte[]> model() {
        Network network = new Network(Network.Kind.MLP, List.of(8));
        try (Model model = Model.newInstance("digits")) {
            model.setBlock(network.create(model));
            model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32, Network.input(49));
            return ModelFolder.files(model, network, 49);
        }
    }
}
