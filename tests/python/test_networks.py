"""The project's networks and one's own: placement, parameters, gradients, what is refused."""
import gc
import unittest

import alexnet
import numpy as np


class Networks(unittest.TestCase):
    def demo(self, batch_size: int = 4, placement: str = "cpu:0") -> alexnet.Network:
        network = alexnet.Network(alexnet.variant("lenet5"), batch_size, placement)
        network.initialize(1)
        return network

    def test_places_do_not_matter(self):
        images = alexnet.normal((2, 3, 48, 48))
        results = []
        for placement in ["cpu:0", "a=cpu:0,b=cpu:1"]:
            network = alexnet.Network(alexnet.variant("demo"), 2, placement)
            network.initialize(3)
            results.append(network.forward(images))
            network.backward([1, 2])
            results.append(network.gradient("conv1b"))
        np.testing.assert_array_equal(results[0], results[2])
        np.testing.assert_array_equal(results[1], results[3])

    def test_a_network_on_a_device_agrees_with_the_cpu(self):
        images, labels = alexnet.normal((2, 1, 28, 28)), [3, 4]
        here = self.demo()
        try:
            there = self.demo(placement="cuda:0")
        except alexnet.DeviceUnavailable as reason:
            self.skipTest(str(reason))
        np.testing.assert_allclose(there.forward(images), here.forward(images), atol=1e-5)
        for network in (here, there):
            network.backward(labels)
        for name, gradient in here.parameter_gradients.items():
            np.testing.assert_allclose(there.parameter_gradients[name], gradient, atol=1e-5)

    def test_parameters_are_the_networks_own_memory_and_outlive_it(self):
        network = self.demo()
        images = alexnet.normal((4, 1, 28, 28))
        before = network.forward(images)
        weight = network.parameters["conv1.weight"]
        weight *= 2
        self.assertFalse(np.array_equal(before, network.forward(images)))
        network.set_parameter("conv1.weight", weight / 2)
        np.testing.assert_array_equal(before, network.forward(images))
        kept = weight.copy()
        del network
        gc.collect()
        np.testing.assert_array_equal(weight, kept)

    def test_sgd_steps_lower_the_loss_and_are_the_formula(self):
        network = self.demo()
        images, labels = alexnet.normal((4, 1, 28, 28)), [0, 1, 2, 3]
        network.forward(images, training=True)
        first = network.loss(labels)
        network.backward(labels)
        bias = network.parameters["conv1.bias"]
        wanted = bias - np.float32(0.05) * network.parameter_gradients["conv1.bias"]
        network.sgd_step(0.05, momentum=0.9, weight_decay=0.1)  # biases do not decay
        np.testing.assert_allclose(bias, wanted, atol=1e-7)
        for i in range(1, 30):
            network.forward(images, training=True, iteration=i)
            network.backward(labels)
            network.sgd_step(0.05)
        network.forward(images)
        self.assertLess(network.loss(labels), first / 2)

    def test_a_network_that_begins_anew_forgets_its_training(self):
        network = self.demo()
        images, labels = alexnet.normal((4, 1, 28, 28)), [0, 1, 2, 3]

        def trained():
            network.initialize(3)
            for i in range(2):
                network.forward(images, training=True, iteration=i)
                network.backward(labels)
                network.sgd_step()
            return network.parameters["conv1.weight"].copy()

        np.testing.assert_array_equal(trained(), trained())
        network.initialize(3)
        with self.assertRaisesRegex(RuntimeError, "backward"):
            network.sgd_step()

    def test_gradients_of_other_pictures_are_refused(self):
        network = self.demo(1)
        images = alexnet.normal((1, 1, 28, 28))
        network.forward(images)
        network.backward([5])
        network.sgd_step()
        with self.assertRaisesRegex(alexnet.Error, "for_images=True"):
            network.gradient("data")
        network.backward([5], for_images=True)
        network.gradient("data")
        network.forward(images)
        for stale in (network.sgd_step, lambda: network.parameter_gradients,
                      lambda: network.gradient("conv1"), lambda: network.gradient("data")):
            with self.assertRaises(alexnet.Error):
                stale()

    def test_gradients_of_pictures_are_differences_of_the_loss(self):
        network = self.demo(1)
        images = alexnet.normal((1, 1, 28, 28))
        network.forward(images)
        network.backward([5], for_images=True)
        gradient = network.gradient("data")
        direction = np.sign(gradient)
        losses = []
        for step in (1e-2, -1e-2):
            network.forward(images + np.float32(step) * direction)
            losses.append(network.loss([5]))
        slope = (losses[0] - losses[1]) / 2e-2
        self.assertAlmostEqual(slope / np.abs(gradient).sum(), 1, delta=0.02)

    def test_a_network_of_your_own_is_built_like_those_of_the_project(self):
        builder = alexnet.NodeListBuilder(towers=2)
        builder.add("conv1", alexnet.Conv(8, 5, stride=2, pad=2, stddev=0.01))
        builder.add("relu1", alexnet.Relu()).add("pool1", alexnet.MaxPool(3, 2))
        builder.add("fc2", alexnet.Linear(16), from_both_towers=True)
        builder.add("tanh2", alexnet.Tanh()).add("drop2", alexnet.Dropout(0.5))
        builder.join("fc3", alexnet.Linear(4, stddev=0.01, bias=1))
        builder.join("probs", alexnet.SoftmaxLoss())
        variant = alexnet.Variant("mine", (3, 16, 16), 4, builder.finish())
        self.assertEqual([n.name for n in variant.nodes[:3]], ["conv1a", "conv1b", "relu1a"])
        network = alexnet.Network(variant, 2)
        network.initialize(1)
        self.assertEqual(network.parameters["fc2b.weight"].shape, (16, 2 * 8 * 4 * 4))
        self.assertAlmostEqual(network.parameters["conv1a.weight"].std(), 0.01, delta=0.002)
        he = (2 / 256) ** 0.5
        self.assertAlmostEqual(network.parameters["fc2a.weight"].std(), he, delta=he / 10)
        self.assertTrue(np.all(network.parameters["fc3.bias"] == 1))
        np.testing.assert_allclose(network.forward(np.zeros((2, 3, 16, 16))).sum(axis=1), 1,
                                   rtol=1e-5)

    def test_the_paper_s_numbers_are_those_of_the_paper(self):
        nodes = alexnet.summarize(alexnet.variant("paper"))
        self.assertEqual(sum(n.parameters for n in nodes), 60965224)
        self.assertEqual(sum(n.multiply_adds for n in nodes), 724406816)
        self.assertIn("paper", alexnet.variant_names())
        self.assertEqual(alexnet.variant("paper").input, (3, 224, 224))

    def test_what_cannot_be_is_an_error_that_says_what(self):
        network = self.demo()
        with self.assertRaisesRegex(alexnet.UsageError, "no-such"):
            alexnet.variant("no-such")
        with self.assertRaisesRegex(alexnet.Error, "no forward"):
            network.backward([0])
        with self.assertRaisesRegex(alexnet.Error, "no forward"):
            network.loss([0])
        with self.assertRaisesRegex(alexnet.Error, "conv1"):
            network.gradient("conv1")
        with self.assertRaisesRegex(alexnet.Error, "no backward"):
            network.sgd_step()
        with self.assertRaises(alexnet.Error):
            network.forward(np.zeros((5, 1, 28, 28)))
        with self.assertRaises(alexnet.Error):
            network.forward(np.zeros((4, 3, 28, 28)))
        network.forward(np.zeros((3, 1, 28, 28)))
        with self.assertRaises(alexnet.Error):
            network.backward([0, 1])
        with self.assertRaises(alexnet.Error):
            network.loss([0, 1, 2, 3, 4, 5])
        with self.assertRaises(alexnet.Error):
            network.loss([0, 1, 10])
        with self.assertRaisesRegex(alexnet.Error, "conv9"):
            network.output("conv9")
        with self.assertRaisesRegex(alexnet.Error, "conv9"):
            network.set_parameter("conv9", [1])
        with self.assertRaisesRegex(alexnet.Error, "conv1.bias"):
            network.set_parameter("conv1.bias", [1])
        with self.assertRaisesRegex(alexnet.Error, "each of 3 pictures"):
            network.backward([0, 1, 2, 3, 4, 5])
        for attempt in [lambda: alexnet.narrowed(alexnet.variant("demo"), 0),
                        lambda: alexnet.variant("demo", classes=-1),
                        lambda: alexnet.NodeListBuilder(towers=3),
                        lambda: alexnet.NodeListBuilder(towers=0),
                        lambda: alexnet.NodeSpec("x", alexnet.Relu(), ["data"], tower="c"),
                        lambda: alexnet.Variant("v", (8, 8), 4, []),
                        lambda: alexnet.Network(alexnet.Variant("v", (3, 8, 8), 4, []), 1)]:
            with self.assertRaises(alexnet.Error):
                attempt()
        with self.assertRaises(alexnet.UsageError):
            alexnet.Network(alexnet.variant("lenet5"), 1, "nowhere")
        with self.assertRaises(alexnet.Error):
            alexnet.Network(alexnet.variant("lenet5"), 0)


if __name__ == "__main__":
    unittest.main()
