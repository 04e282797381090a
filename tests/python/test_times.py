"""What the roofline is drawn from: times of rungs, and ceilings."""
import unittest

import alexnet

from interrupts import Interrupted, interrupted_by_third_alarm


class Times(unittest.TestCase):
    def test_every_rung_of_every_layer_with_weights_is_timed(self):
        times = alexnet.time_rungs(alexnet.variant("lenet5"), batch_size=1, repeats=1)
        forward = [(t.node, t.rung) for t in times if t.op == "forward"]
        self.assertIn(("conv1", "naive"), forward)
        self.assertIn(("fc5", "offset_table"), forward)
        self.assertTrue(all(t.ms > 0 and t.gflop_per_s > 0 for t in times))
        with self.assertRaises(alexnet.Error):
            alexnet.time_rungs(alexnet.variant("lenet5"), batch_size=1, repeats=0)

    def test_timing_can_be_interrupted(self):
        with self.assertRaises(Interrupted), interrupted_by_third_alarm():
            alexnet.time_rungs(alexnet.variant("lenet5"), batch_size=64, repeats=5)
        self.assertTrue(alexnet.time_rungs(alexnet.variant("lenet5"), batch_size=1, repeats=1))

    def test_ceilings_are_those_of_a_processor(self):
        ceilings = alexnet.measure_cpu_ceilings()
        self.assertTrue(1e-3 < ceilings.fp32_tflop_per_s < 1e3, ceilings.fp32_tflop_per_s)
        self.assertTrue(0.1 < ceilings.copy_gb_per_s < 1e5, ceilings.copy_gb_per_s)


if __name__ == "__main__":
    unittest.main()
