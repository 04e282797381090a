"""Tensors to and from NumPy: what is shared, what is copied, who keeps memory alive."""
import gc
import unittest

import alexnet
import numpy as np


class Tensors(unittest.TestCase):
    def test_a_tensor_is_a_copy_of_an_array_and_an_array_of_it_shares_its_memory(self):
        array = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
        tensor = alexnet.Tensor("t", array)
        self.assertEqual((tensor.name, tensor.shape, tensor.device), ("t", (2, 3, 4, 1), "cpu:0"))
        self.assertEqual(tensor.size_bytes, 96)
        self.assertIn("(N=2, C=3, H=4, W=1)", repr(tensor))
        array[:] = 0
        view = np.asarray(tensor)
        np.testing.assert_array_equal(view.ravel(), np.arange(24))
        view[0, 0, 0, 0] = 7
        self.assertEqual(np.asarray(tensor)[0, 0, 0, 0], 7)

    def test_an_array_of_a_tensor_outlives_the_tensor(self):
        view = np.asarray(alexnet.Tensor("t", np.full(1000, 5)))
        gc.collect()
        others = [alexnet.normal((1000,), seed=i) for i in range(50)]
        self.assertTrue(np.all(view == 5), len(others))

    def test_an_array_of_a_tensor_may_have_another_type(self):
        array = np.asarray(alexnet.Tensor("t", [1.5, 2]), dtype=np.float64)
        self.assertEqual((array.dtype, array[0, 0, 0, 0]), (np.float64, 1.5))

    def test_memory_is_shared_where_the_type_is_that_of_the_tensor(self):
        tensor = alexnet.Tensor("t", [1, 2])
        np.asarray(tensor, dtype=np.float32)[0] = 9
        self.assertEqual(np.asarray(tensor)[0, 0, 0, 0], 9)
        self.assertEqual(tensor.__array__(copy=False)[0, 0, 0, 0], 9)
        with self.assertRaisesRegex(ValueError, "t: only a copy .* float64"):
            tensor.__array__(np.float64, copy=False)

    def test_an_array_at_an_odd_address_is_read_as_well(self):
        memory = np.zeros(4 * 6 + 1, np.uint8)
        array = memory[1:].view(np.float32)
        self.assertFalse(array.flags.aligned)
        array[:] = [-1, 2, -3, 4, -5, 6]
        np.testing.assert_array_equal(alexnet.relu_forward(array), [0, 2, 0, 4, 0, 6])

    def test_a_copy_of_a_tensor_is_its_own(self):
        tensor = alexnet.Tensor("t", [1, 2])
        for copy in (np.array(tensor), tensor.__array__(copy=True)):
            copy[0] = 9
            self.assertEqual(np.asarray(tensor)[0, 0, 0, 0], 1)

    def test_ops_take_tensors_lists_and_arrays_that_are_not_contiguous(self):
        x = np.arange(-6, 6).reshape(3, 4)
        wanted = np.maximum(x, 0)
        np.testing.assert_array_equal(alexnet.relu_forward(x.tolist()), wanted)
        np.testing.assert_array_equal(alexnet.relu_forward(x.astype(np.int8)), wanted)
        np.testing.assert_array_equal(alexnet.relu_forward(x.T), wanted.T)
        np.testing.assert_array_equal(alexnet.relu_forward(np.float32(x)[:, ::2]), wanted[:, ::2])
        tensor = alexnet.Tensor("x", x)
        np.testing.assert_array_equal(alexnet.relu_forward(tensor)[:, :, 0, 0], wanted)

    def test_a_tensor_on_a_device_comes_back_the_same(self):
        try:
            there = alexnet.Tensor("t", [1, 2, 3], "cuda:0")
        except alexnet.DeviceUnavailable as reason:
            self.skipTest(str(reason))
        self.assertEqual(there.device, "cuda:0")
        with self.assertRaisesRegex(alexnet.Error, "lives on cuda:0"):
            np.asarray(there)
        np.testing.assert_array_equal(np.asarray(there.to("cpu")).ravel(), [1, 2, 3])

    def test_normal_numbers_are_a_function_of_their_arguments(self):
        a = alexnet.normal((100, 100), stddev=3, seed=2, name="n")
        np.testing.assert_array_equal(a, alexnet.normal((100, 100), stddev=3, seed=2, name="n"))
        self.assertFalse(np.array_equal(a, alexnet.normal((100, 100), stddev=3, seed=2, name="m")))
        self.assertAlmostEqual(a.std(), 3, delta=0.1)

    def test_what_is_no_tensor_is_refused(self):
        for extents in [(), (1, 1, 1, 1, 1), (2, 0)]:
            with self.assertRaises(alexnet.Error):
                alexnet.Tensor("t", np.zeros(extents))
        with self.assertRaises(alexnet.UsageError):
            alexnet.Tensor("t", [1], "tpu:0")
        with self.assertRaises(alexnet.DeviceUnavailable):
            alexnet.Tensor("t", [1], "cuda:99")
        with self.assertRaises(TypeError):
            alexnet.relu_forward("text")
        with self.assertRaises(alexnet.Error):
            alexnet.set_thread_count(0)
        self.assertTrue(issubclass(alexnet.DeviceUnavailable, alexnet.Error))


if __name__ == "__main__":
    unittest.main()
