"""What a training run leaves, against what the program itself computes from it."""
import csv
import gc
import glob
import os
import subprocess
import tempfile
import unittest

import alexnet
import numpy as np

from interrupts import Interrupted, interrupted_by_third_alarm

PROGRAM = os.environ["ALEXNET_PROGRAM"]


def run(*arguments: str) -> None:
    subprocess.run([PROGRAM, *arguments], check=True, capture_output=True)


class Runs(unittest.TestCase):
    """A run folder of a few iterations, made once."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.run_folder = os.path.join(cls.folder.name, "run")
        run("train", "--drawn-train", "96", "--drawn-val", "30", "--epochs", "4",
            "--batch-size", "16", "--run", cls.run_folder)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def file(self, name: str) -> str:
        return os.path.join(self.folder.name, name)

    def test_a_trained_network_computes_what_the_program_computes_bit_for_bit(self):
        run("draw", "--out", self.file("pictures"), "--count", "1")
        picture = sorted(glob.glob(self.file("pictures/*/*.png")))[3]
        run("activations", "--checkpoint", self.run_folder, picture, "--label", "star", "--out",
            self.file("activations.safetensors"))
        theirs = alexnet.load_safetensors(self.file("activations.safetensors"))

        model = alexnet.TrainedModel(self.run_folder)
        data = model.read_pictures([picture])
        images = alexnet.centre_crops(data, model.preprocessing, [0], 48)
        np.testing.assert_array_equal(images, theirs["data"])
        probs = model.network.forward(images)
        del images
        gc.collect()
        np.testing.assert_array_equal(probs, theirs["probs"].reshape(probs.shape))
        model.network.backward([model.class_names.index("star")], for_images=True)
        for name, parameter in model.network.parameter_gradients.items():
            wanted = theirs[name + ".grad"]
            np.testing.assert_array_equal(parameter, wanted.reshape(parameter.shape))
        compared = 0
        for node in model.network.nodes:
            np.testing.assert_array_equal(model.network.output(node.name), theirs[node.name])
            if node.name + ".grad" in theirs:
                np.testing.assert_array_equal(model.network.gradient(node.name),
                                              theirs[node.name + ".grad"])
                compared += 1
        self.assertGreater(compared, 30)
        np.testing.assert_array_equal(model.network.gradient("data"), theirs["data.grad"])

    def test_metrics_are_the_columns_of_the_csv_file(self):
        columns = alexnet.read_metrics(self.run_folder)
        with open(os.path.join(self.run_folder, "metrics.csv"), encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(set(columns), set(rows[0]))
        for name, column in columns.items():
            self.assertEqual(len(column), len(rows))
            for value, row in zip(column, rows):
                if name == "split":
                    self.assertEqual(value, row[name])
                else:
                    self.assertAlmostEqual(value, float(row[name]), places=5)
        self.assertEqual(sorted(set(columns["split"])), ["train", "val"])

    def test_a_checkpoint_is_mapped_and_stays_when_the_file_is_gone(self):
        path = alexnet.newest_checkpoint(self.run_folder)
        copy = self.file("copy.safetensors")
        with open(path, "rb") as source, open(copy, "wb") as target:
            target.write(source.read())
        self.assertEqual(alexnet.safetensors_metadata(copy)["variant"], "demo")
        filters = alexnet.load_safetensors(copy)["conv1a.weight"]
        os.remove(copy)
        gc.collect()
        self.assertFalse(filters.flags.writeable)
        model = alexnet.TrainedModel(self.run_folder)
        np.testing.assert_array_equal(filters, model.network.parameters["conv1a.weight"])

    def test_evaluation_is_what_the_run_measured(self):
        model = alexnet.TrainedModel(self.run_folder, batch_size=7)
        val = model.open_split("val")
        columns = alexnet.read_metrics(self.run_folder)
        evaluation = alexnet.evaluate(model.network, val, model.preprocessing)
        self.assertEqual(evaluation.pictures, 30)
        last = columns["split"] == "val"
        self.assertAlmostEqual(evaluation.top1_error, columns["top1_error"][last][-1], places=5)
        self.assertAlmostEqual(evaluation.loss, columns["loss"][last][-1], places=4)

        probs = alexnet.predict(model.network, val, model.preprocessing, range(len(val)))
        self.assertEqual(probs.shape, (30, 30))
        wrong = np.mean(probs.argmax(axis=1) != val.labels)
        self.assertAlmostEqual(wrong, evaluation.top1_error, places=5)
        ten = alexnet.evaluate(model.network, val, model.preprocessing, ten_views=True)
        self.assertNotEqual(ten.loss, evaluation.loss)
        with self.assertRaisesRegex(alexnet.Error, "no forward"):
            model.network.backward([0])
        other = alexnet.Network(alexnet.variant("demo", classes=10), 7)
        with self.assertRaisesRegex(alexnet.Error, "30 classes"):
            alexnet.evaluate(other, val, model.preprocessing)

    def test_evaluation_can_be_interrupted_and_begun_anew(self):
        model = alexnet.TrainedModel(self.run_folder, batch_size=1)
        val, preprocessing = model.open_split("val"), model.preprocessing
        whole = alexnet.evaluate(model.network, val, preprocessing, ten_views=True)
        for call in [lambda: alexnet.evaluate(model.network, val, preprocessing, ten_views=True),
                     lambda: alexnet.predict(model.network, val, preprocessing, range(30), True)]:
            with self.assertRaises(Interrupted), interrupted_by_third_alarm():
                call()
        again = alexnet.evaluate(model.network, val, preprocessing, ten_views=True)
        self.assertEqual((again.pictures, again.loss), (30, whole.loss))

    def test_pictures_may_be_elsewhere_than_they_were(self):
        model = alexnet.TrainedModel(self.run_folder)
        val, given = model.open_split("val"), model.open_split("val", data="drawn")
        np.testing.assert_array_equal(val.images, given.images)
        with self.assertRaisesRegex(alexnet.Error, "no-such-folder"):
            model.open_split("val", data="no-such-folder")

    def test_a_file_without_a_row_has_columns_of_the_right_type(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with open(os.path.join(self.run_folder, "metrics.csv"), encoding="utf-8") as metrics:
            header = metrics.readline()
        with open(os.path.join(folder.name, "metrics.csv"), "w", encoding="utf-8") as empty:
            empty.write(header)
        columns = alexnet.read_metrics(folder.name)
        self.assertEqual((columns["split"] == "val").tolist(), [])
        self.assertEqual(columns["loss"][columns["split"] == "val"].tolist(), [])

    def test_pictures_of_another_size_are_refused_in_words(self):
        model = alexnet.TrainedModel(self.run_folder)
        _, val = alexnet.open_data(drawn_train=30, drawn_val=30)
        with self.assertRaisesRegex(alexnet.Error, "256 x 256.*56 x 56.*open the data at side 56"):
            alexnet.predict(model.network, val, model.preprocessing, [0])

    def test_features_are_what_the_last_layer_reads(self):
        model = alexnet.TrainedModel(self.run_folder, batch_size=4)
        val, preprocessing = model.open_split("val"), model.preprocessing
        features = alexnet.last_hidden_features(model.network, val, preprocessing, range(10))
        model.network.forward(alexnet.centre_crops(val, preprocessing, [9], 48))
        towers = [model.network.output("drop7" + tower).ravel() for tower in "ab"]
        np.testing.assert_array_equal(features[9], np.concatenate(towers))

    def test_colour_shares_are_those_of_the_kernels(self):
        network = alexnet.TrainedModel(self.run_folder).network
        (name, shares), (other, _) = alexnet.colour_split(network)
        self.assertEqual((name, other), ("conv1a", "conv1b"))
        filters = network.parameters["conv1a.weight"].astype(float)
        grey = 3 * np.square(filters.mean(axis=1)).sum(axis=(1, 2))
        np.testing.assert_allclose(shares, 1 - grey / np.square(filters).sum(axis=(1, 2, 3)),
                                   atol=1e-5)

    def test_files_that_are_missing_or_damaged_are_errors_of_one_line(self):
        with open(self.file("damaged.safetensors"), "wb") as file:
            file.write(b"\xff" * 100)
        os.makedirs(self.file("empty"), exist_ok=True)
        for attempt in [lambda: alexnet.load_safetensors(self.file("nothing")),
                        lambda: alexnet.load_safetensors(self.file("damaged.safetensors")),
                        lambda: alexnet.TrainedModel(self.file("empty")),
                        lambda: alexnet.read_metrics(self.file("empty")),
                        lambda: alexnet.newest_checkpoint(self.file("empty")),
                        lambda: alexnet.open_data(self.file("empty"))]:
            with self.assertRaisesRegex(alexnet.Error, "^[^\n]*" + self.folder.name + "[^\n]*$"):
                attempt()


if __name__ == "__main__":
    unittest.main()
