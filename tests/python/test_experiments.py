"""What the paper's experiments share (scripts/reproduce), without a training: how results are
written, and whose part of the results page an experiment may change."""
import math
import re
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "scripts" / "reproduce"))
try:
    import matplotlib
except ImportError:
    print("skipped: this Python has no matplotlib (scripts/bootstrap --reproduce)")
    sys.exit(0)

import results
import support

EXPERIMENTS = ["figure-1", "ablations", "colour-split", "colour-split-paper", "headline",
               "paper-224"]


class Experiments(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.home = Path(self.folder.name)

    def experiment(self, name, quick=False):
        return support.Experiment(name, quick, "", self.home, [1, 2], [])

    def run_folder(self, metrics):
        header = ("iteration,epoch,split,loss,top1_error,top5_error,learning_rate,images_per_s,"
                  "elapsed_s")
        (self.home / "metrics.csv").write_text("\n".join([header, *metrics]) + "\n")
        return support.Run(self.home)

    def test_an_experiment_writes_its_own_part_of_the_page_and_no_other(self):
        page = PROJECT / "assets" / "results" / "README.md"
        for name in EXPERIMENTS:
            with self.subTest(name):
                copy = self.home / "README.md"
                copy.write_text(page.read_text(encoding="utf-8"), encoding="utf-8")
                was, results.RESULTS = results.RESULTS, self.home
                try:
                    results.publish(self.experiment(name), r"| new \1 |")
                finally:
                    results.RESULTS = was
                before = re.fullmatch(rf"(.*<!-- {name}: [^>]*-->\n).*(<!-- end of {name} -->.*)",
                                      page.read_text(encoding="utf-8"), re.DOTALL)
                self.assertEqual(copy.read_text(encoding="utf-8"),
                                 before[1] + "| new \\1 |\n" + before[2])

    def test_a_page_without_the_experiments_lines_is_refused(self):
        (self.home / "README.md").write_text("nothing\n")
        was, results.RESULTS = results.RESULTS, self.home
        try:
            with self.assertRaisesRegex(support.Failed, "end of figure-1"):
                results.publish(self.experiment("figure-1"), "x")
        finally:
            results.RESULTS = was

    def test_means_spreads_and_differences(self):
        self.assertEqual(results.plus_minus([1, 2, 3]), "2.0 ± 1.0")
        self.assertEqual(results.plus_minus([2]), "2.0")
        # Standard error: sqrt(1 / 3 + 1 / 3).
        self.assertEqual(results.difference([5, 6, 7], [1, 2, 3], digits=2), "+4.00 ± 0.82")
        self.assertEqual(results.difference([5, 6, 7], [1, 2, 3], same_runs=True), "+4.0 ± 0.0")
        self.assertTrue(math.isnan(results.spread([1])))

    def test_errors_per_epoch_are_means_of_rows_and_time_adds_up_over_resumed_runs(self):
        run = self.run_folder(
            ["20,1,train,3,0.8,0.5,0.01,100,10", "40,1,train,3,0.6,0.5,0.01,100,20",
             "40,1,val,3,0.9,0.5,0.01,100,20", "60,2,train,3,0.4,0.5,0.01,100,5",
             "80,2,train,3,0.2,0.5,0.01,100,15"])
        self.assertEqual([round(float(error), 9) for error in run.errors_per_epoch()], [0.7, 0.3])
        self.assertEqual(run.seconds(), 20 + 15)

    def test_a_run_with_other_options_is_not_gone_on_with(self):
        folder = self.home / "mini-seed-1"
        folder.mkdir()
        support.write(folder / "experiment.json",
                      '{"options": ["--variant", "mini", "--seed", "1"], "done": 3, "devices": []}')
        e = self.experiment("ablations")
        self.assertEqual(support.train(e, "mini", 1, ["--variant", "mini"], 3).folder, folder)
        with self.assertRaisesRegex(support.Failed, "other options"):
            support.train(e, "mini", 1, ["--variant", "demo"], 3)


if __name__ == "__main__":
    unittest.main()
