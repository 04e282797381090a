"""Every op of the module, forward and backward, against its formula in NumPy."""
import unittest

import alexnet
import formulas
import numpy as np


def numbers(*shape: int, name: str = "x") -> np.ndarray:
    return alexnet.normal(shape, name=name)


class Ops(unittest.TestCase):
    def check(self, actual: np.ndarray, expected: np.ndarray, terms: float = 1) -> None:
        """Equal but for the roundings of sums of `terms` terms (core/compare.h, sum_of)."""
        self.assertEqual(actual.dtype, np.float32)
        self.assertEqual(actual.shape, expected.shape)
        rms = np.sqrt(np.mean(np.square(expected)))
        allowed = 4 * np.finfo(np.float32).eps * np.sqrt(terms) * rms
        self.assertLessEqual(np.abs(actual - expected).max(), allowed)

    def test_conv_of_shapes_and_strides_is_its_formula(self):
        # extents of x, filters, size, stride, padding: hanging windows, no padding, AlexNet's own,
        # and enough maps for winograd
        for extents, filters, size, stride, pad in [((2, 3, 9, 8), 4, 3, 1, 1),
                                                    ((1, 2, 10, 7), 3, 3, 2, 0),
                                                    ((2, 3, 24, 24), 5, 11, 4, 0),
                                                    ((2, 4, 13, 13), 8, 5, 1, 2),
                                                    ((1, 16, 9, 9), 16, 3, 1, 1),
                                                    ((2, 16, 10, 12), 16, 5, 1, 2)]:
            x = numbers(*extents)
            weight = numbers(filters, extents[1], size, size, name="weight")
            bias = numbers(filters, name="bias")
            at = {"stride": stride, "pad": pad}
            expected = formulas.conv_forward(x, weight, bias, **at)
            grad_y = numbers(*expected.shape, name="grad_y")
            for rung, _ in alexnet.conv_rungs():
                with self.subTest(extents=extents, size=size, rung=rung):
                    self.check(alexnet.conv_forward(x, weight, bias, rung=rung, **at), expected,
                               extents[1] * size ** 2)
                    self.check(
                        alexnet.conv_backward_input(grad_y, weight, x.shape, rung=rung, **at),
                        formulas.conv_backward_input(grad_y, weight, x.shape, **at),
                        filters * size ** 2)
                    grads = alexnet.conv_backward_weight(x, grad_y, weight.shape, rung=rung, **at)
                    wanted = formulas.conv_backward_weight(x, grad_y, weight.shape, **at)
                    for actual, gradient in zip(grads, wanted):
                        self.check(actual, gradient, grad_y[:, 0].size)

    def test_linear_is_a_matrix_product(self):
        x, weight, bias = numbers(5, 3, 2, 2), numbers(7, 12, name="w"), numbers(7, name="b")
        grad_y, flat = numbers(5, 7, name="grad_y"), x.reshape(5, 12)
        self.check(alexnet.linear_forward(x, weight, bias), flat @ weight.T + bias, 12)
        self.check(alexnet.linear_backward_input(grad_y, weight), grad_y @ weight, 7)
        grad_weight, grad_bias = alexnet.linear_backward_weight(x, grad_y)
        self.check(grad_weight, grad_y.T @ flat, 5)
        self.check(grad_bias, grad_y.sum(axis=0), 5)

    def test_relu_and_tanh_are_elementwise_and_keep_any_shape(self):
        for shape in [(7,), (3, 5), (2, 3, 4, 5)]:
            x, grad_y = numbers(*shape), numbers(*shape, name="grad_y")
            y = alexnet.relu_forward(x)
            np.testing.assert_array_equal(y, np.maximum(x, 0))
            np.testing.assert_array_equal(alexnet.relu_backward(y, grad_y), grad_y * (x > 0))
            y = alexnet.tanh_forward(x)
            self.check(y, np.tanh(x))
            self.check(alexnet.tanh_backward(y, grad_y), grad_y * (1 - y * y))

    def test_lrn_is_its_formula(self):
        x, grad_y = 20 * numbers(2, 9, 4, 3), numbers(2, 9, 4, 3, name="grad_y")
        for size, alpha in [(5, 1e-4), (3, 1e-2)]:
            params = {"size": size, "k": 2, "alpha": alpha, "beta": 0.75}
            y = alexnet.lrn_forward(x, **params)
            x64, grad64 = x.astype(float), grad_y.astype(float)
            self.check(y, formulas.lrn_forward(x64, **params), size)
            self.check(alexnet.lrn_backward(x, y, grad_y, **params),
                       formulas.lrn_backward(x64, grad64, **params), 4 * size)

    def test_lrn_has_the_paper_s_constants_unless_told(self):
        x = 20 * numbers(1, 7, 3, 3)
        wanted = formulas.lrn_forward(x.astype(float), size=5, k=2, alpha=1e-4, beta=0.75)
        self.check(alexnet.lrn_forward(x), wanted, 5)

    def test_pools_of_windows_that_overlap_or_not_are_their_formulas(self):
        x = numbers(2, 3, 8, 7)
        for size, stride in [(3, 2), (2, 2), (3, 3)]:
            at = {"size": size, "stride": stride}
            y = alexnet.maxpool_forward(x, **at)
            np.testing.assert_array_equal(y, formulas.pool_forward(x, size, stride, np.max))
            grad_y = numbers(*y.shape, name="grad_y")
            self.check(alexnet.maxpool_backward(x, grad_y, **at),
                       formulas.maxpool_backward(x, grad_y, size, stride), 4)
            self.check(alexnet.avgpool_forward(x, **at),
                       formulas.pool_forward(x.astype(float), size, stride, np.mean), 9)
            self.check(alexnet.avgpool_backward(grad_y, x.shape, **at),
                       formulas.avgpool_backward(grad_y, x.shape, size, stride), 4)

    def test_softmax_loss_is_its_formula(self):
        logits, labels = 5 * numbers(6, 4), np.array([0, 3, 1, 1, 2, 0])
        probs = alexnet.softmax_forward(logits)
        expected = formulas.softmax(logits.astype(float))
        self.check(probs, expected)
        self.check(alexnet.softmax_loss(logits, labels), -np.log(expected[range(6), labels]), 4)
        self.check(alexnet.softmax_loss_backward(probs, labels), (expected - np.eye(4)[labels]) / 6)

    def test_dropout_keeps_about_as_many_as_it_is_told_and_is_a_function_of_its_arguments(self):
        x = 1 + np.abs(numbers(100, 100))
        y = alexnet.dropout_forward(x, keep=0.8, seed=3, iteration=5)
        self.assertTrue(np.all((y == 0) | (y == x)))
        self.assertAlmostEqual(np.mean(y > 0), 0.8, delta=0.02)
        np.testing.assert_array_equal(y, alexnet.dropout_forward(x, keep=0.8, seed=3, iteration=5))
        self.assertFalse(np.array_equal(y, alexnet.dropout_forward(x, keep=0.8, seed=3)))

    def test_what_does_not_fit_is_an_error_of_one_line(self):
        x = numbers(2, 3, 8, 8)
        weight, bias = numbers(4, 2, 3, 3, name="w"), numbers(4, name="b")
        with self.assertRaisesRegex(alexnet.Error, "^[^\n]+$"):
            alexnet.conv_forward(x, weight, bias)
        with self.assertRaises(alexnet.Error):
            alexnet.conv_forward(x, numbers(4, 3, 3, 3), numbers(5))
        with self.assertRaises(alexnet.Error):
            alexnet.conv_forward(x, numbers(4, 3, 3, 3), bias, rung="no such rung")
        with self.assertRaises(alexnet.Error):
            alexnet.conv_forward(x, numbers(4, 3, 3, 3), bias, stride=0)
        with self.assertRaises(alexnet.Error):
            alexnet.conv_backward_input(numbers(2, 4, 9, 9), numbers(4, 3, 3, 3), x.shape)
        with self.assertRaises(alexnet.Error):
            alexnet.relu_backward(x, x[:1])
        with self.assertRaises(alexnet.Error):
            alexnet.lrn_forward(x, size=4)
        with self.assertRaises(alexnet.Error):
            alexnet.lrn_backward(x, x[:, :2], x)
        with self.assertRaises(alexnet.Error):
            alexnet.maxpool_forward(x, size=2, stride=3)
        with self.assertRaises(alexnet.Error):
            alexnet.maxpool_backward(x, x)
        with self.assertRaises(alexnet.Error):
            alexnet.avgpool_backward(x, (2, 3, 30, 30))
        with self.assertRaises(alexnet.Error):
            alexnet.linear_forward(x, numbers(4, 100), bias)
        with self.assertRaises(alexnet.Error):
            alexnet.linear_backward_weight(x, numbers(3, 4))
        with self.assertRaisesRegex(alexnet.Error, "4"):
            alexnet.softmax_loss(numbers(2, 4), [0, 4])
        with self.assertRaises(alexnet.Error):
            alexnet.softmax_loss(numbers(2, 4), [0, 1, 2])
        for op in (alexnet.softmax_forward, lambda logits: alexnet.softmax_loss(logits, [0]),
                   lambda probs: alexnet.softmax_loss_backward(probs, [0])):
            with self.assertRaisesRegex(alexnet.Error, r"expected \(N, K\)"):
                op([1., 2., 3.])
        for keep in (0, -0.5, 2, float("nan")):
            with self.assertRaisesRegex(alexnet.Error, "keep"):
                alexnet.dropout_forward(numbers(2, 4), keep)


if __name__ == "__main__":
    unittest.main()
