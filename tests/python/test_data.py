"""Data sets, batches and files of arrays."""
import gc
import os
import tempfile
import unittest

import alexnet
import numpy as np

from interrupts import Interrupted, interrupted_by_third_alarm


class Data(unittest.TestCase):
    def test_drawn_pictures_are_labelled_square_and_shared(self):
        train, val = alexnet.open_data(side=32, drawn_train=60, drawn_val=30)
        self.assertEqual((len(train), len(val), train.side), (60, 30, 32))
        self.assertEqual(train.images.shape, (60, 3, 32, 32))
        self.assertEqual(sorted(set(val.labels)), list(range(len(train.class_names))))
        images, picture = train.images, train.picture(7)
        del train
        gc.collect()
        np.testing.assert_array_equal(images[7].transpose(1, 2, 0), picture)
        with self.assertRaises(ValueError):
            images[0, 0, 0, 0] = 1
        with self.assertRaisesRegex(alexnet.Error, "picture 30"):
            val.picture(30)
        with self.assertRaises(alexnet.Error):
            val.picture(-1)

    def test_reading_pictures_can_be_interrupted(self):
        with self.assertRaises(Interrupted), interrupted_by_third_alarm():
            alexnet.open_data(side=56, drawn_train=12000, drawn_val=30)
        train, _ = alexnet.open_data(side=32, drawn_train=60, drawn_val=30)
        self.assertEqual(len(train), 60)

    def test_a_picture_of_a_class_is_a_function_of_its_arguments(self):
        picture = alexnet.draw("zebra stripes", side=40, index=3)
        self.assertEqual((picture.shape, picture.dtype), ((40, 40, 3), np.uint8))
        np.testing.assert_array_equal(picture, alexnet.draw("zebra stripes", side=40, index=3))
        with self.assertRaisesRegex(alexnet.Error, "unicorn"):
            alexnet.draw("unicorn")

    def test_crops_are_the_middle_less_the_mean_and_divided(self):
        train, _ = alexnet.open_data(side=32, drawn_train=60, drawn_val=30)
        preprocessing = alexnet.Preprocessing(train, divisor=32)
        mean = train.images.astype(float).mean(axis=0)
        np.testing.assert_allclose(preprocessing.mean_image[0], mean, atol=1e-3)
        crops = alexnet.centre_crops(train, preprocessing, [3, 5], 28)
        wanted = ((train.images[[3, 5]] - mean) / 32)[:, :, 2:30, 2:30]
        np.testing.assert_allclose(crops, wanted, atol=1e-4)
        for indices, side in [([60], 28), ([0], 33), ([0], 0), ([], 28)]:
            with self.assertRaises(alexnet.Error):
                alexnet.centre_crops(train, preprocessing, indices, side)
        # A mask would name pictures 0 and 1, and 2.5 none at all.
        for indices, words in [(train.labels == 3, "flatnonzero"), ([True, False], "flatnonzero"),
                               ([2.5], "float64"), ([[1, 2]], "a list"), ("no", "a list")]:
            with self.assertRaisesRegex(alexnet.Error, words):
                alexnet.centre_crops(train, preprocessing, indices, 28)
        np.testing.assert_array_equal(
            alexnet.centre_crops(train, preprocessing, np.array([3, 5], np.uint8), 28), crops)

    def test_pictures_of_another_size_than_the_preprocessing_s_are_refused_in_words(self):
        large, _ = alexnet.open_data(side=40, drawn_train=30, drawn_val=30)
        train, _ = alexnet.open_data(side=32, drawn_train=30, drawn_val=30)
        preprocessing = alexnet.Preprocessing(train)
        for call in [lambda: alexnet.centre_crops(large, preprocessing, [0], 28),
                     lambda: alexnet.Loader(large, preprocessing, 10, 28)]:
            with self.assertRaisesRegex(alexnet.Error,
                                        "40 x 40.*the preprocessing is for.*32 x 32"):
                call()

    def test_a_loader_visits_every_picture_once_in_an_epoch_and_anew_in_the_next(self):
        train, _ = alexnet.open_data(side=32, drawn_train=60, drawn_val=30)
        loader = alexnet.Loader(train, alexnet.Preprocessing(train), 20, 32, augment=False)
        gc.collect()
        self.assertEqual(loader.batches_per_epoch, 3)
        epochs = []
        for _ in range(2):
            batches = [next(loader) for _ in range(3)]
            epochs.append(np.concatenate([images for images, _ in batches]))
            labels = np.concatenate([labels for _, labels in batches])
            self.assertEqual(sorted(labels), sorted(train.labels))
        flat = [sorted(image.tobytes() for image in epoch) for epoch in epochs]
        self.assertEqual(flat[0], flat[1])
        self.assertEqual(len(set(flat[0])), 60)
        self.assertFalse(np.array_equal(*epochs))
        for batch_size, crop_side in [(61, 32), (0, 32), (-1, 32), (20, 33), (20, 0)]:
            with self.assertRaises(alexnet.Error):
                next(alexnet.Loader(train, alexnet.Preprocessing(train), batch_size, crop_side))
        with self.assertRaises(alexnet.Error):
            alexnet.Preprocessing(train, divisor=0)

    def test_arrays_go_to_a_file_and_come_back(self):
        arrays = {"filters": alexnet.normal((2, 3, 4, 4)), "list": np.arange(5)}
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.safetensors")
            alexnet.save_safetensors(path, arrays, {"variant": "mine"})
            back = alexnet.load_safetensors(path)
            self.assertEqual(alexnet.safetensors_metadata(path), {"variant": "mine"})
        self.assertEqual(set(back), set(arrays))
        for name, array in arrays.items():
            np.testing.assert_array_equal(back[name], array)


if __name__ == "__main__":
    unittest.main()
