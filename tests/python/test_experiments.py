"""What the paper's experiments share (scripts/reproduce), without any training: how results are
written, and which part of the results page an experiment may change."""
import contextlib
import csv
import io
import json
import math
import re
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

PROJECT = Path(__file__).resolve().parents[2]
REPRODUCE = PROJECT / "scripts" / "reproduce"
sys.path.insert(0, str(REPRODUCE))
try:
    import matplotlib
except ImportError:
    print("skipped: this Python has no matplotlib (scripts/bootstrap --reproduce)")
    sys.exit(0)

import data
import intervals
import mini
import records
import results
import shipped
import support
from support import np

EXPERIMENTS = ["figure-1", "ablations", "colour-split", "colour-split-small-start",
               "colour-split-paper", "figure-4", "headline", "paper-224"]
CPU = ["--placement", "cpu", "--math", "fp32", "--threads", "2"]
GPU = ["--placement", "cuda:0", "--math", "tf32", "--threads", "2"]


@contextlib.contextmanager
def asked(*words):
    """The command line of an experiment, with a program that exists."""
    with mock.patch.object(sys, "argv", ["experiment", *words]), \
            mock.patch.object(support, "PROGRAM", Path(sys.executable)), \
            contextlib.redirect_stderr(io.StringIO()) as said:
        yield said


def read_csv(name):
    with open(results.RESULTS / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def section_of(experiment):
    """What the page says of it."""
    page = (results.RESULTS / "README.md").read_text(encoding="utf-8")
    return page[page.index(f"<!-- {experiment}:"):page.index(f"<!-- end of {experiment} -->")]


def pictures_at(*options):
    """As mini.pictures() answers, where nothing need be packed."""
    return mini.Pictures(records.without_folders(list(options)), lambda: list(options))


class Program:
    """Stands in for `alexnet`: remembers what it was asked, and leaves what training leaves."""
    def __init__(self):
        self.calls, self.answer = [], "{}"
        self.interrupted = False  # within the last epoch: it has saved
        self.loses_validation = False

    def __call__(self, *arguments):
        self.calls.append(list(arguments))
        if arguments[0] == "devices":
            return json.dumps({"devices": [{"device": "cuda:0", "name": "NVIDIA H100"}]})
        if arguments[0] != "train":
            return self.answer
        folder = Path(arguments[2])  # train --run FOLDER, or --resume FOLDER
        folder.mkdir(exist_ok=True)
        (folder / "checkpoint-0000001.safetensors").touch()
        asked_for = next(arguments[i + 1] for i, word in enumerate(arguments)
                         if word in ("--epochs", "--max-iterations"))
        done = int(asked_for) - (self.interrupted or self.loses_validation)
        (folder / "metrics.csv").write_text("iteration,epoch,split,top1_error\n"
                                            f"{done},{done},val,0.5\n")
        if self.interrupted:
            raise KeyboardInterrupt
        return ""


class Experiments(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.home = Path(self.folder.name)

    def experiment(self, name, quick=False):
        e = support.Experiment(name, quick, "", self.home, [1, 2], CPU)
        self.addCleanup(lambda: [lock.close() for lock in e.trains_in.values()])
        return e

    def run_folder(self, metrics, done=60):
        header = ("iteration,epoch,split,loss,top1_error,top5_error,learning_rate,images_per_s,"
                  "elapsed_s")
        (self.home / "metrics.csv").write_text("\n".join([header, *metrics]) + "\n")
        support.write(self.home / "experiment.json", json.dumps({"done": done}))
        return support.Run(self.home)

    def test_an_experiment_writes_its_own_part_of_the_page_and_no_other(self):
        page = PROJECT / "assets" / "results" / "README.md"
        for name in EXPERIMENTS:
            with self.subTest(name):
                copy = self.home / "README.md"
                copy.write_text(page.read_text(encoding="utf-8"), encoding="utf-8")
                was, results.RESULTS = results.RESULTS, self.home
                try:
                    with asked("--record"):
                        results.publish(self.experiment(name), r"| new \1 |", "a curve")
                finally:
                    results.RESULTS = was
                before = re.fullmatch(rf"(.*<!-- {name}: [^>]*-->\n).*(<!-- end of {name} -->.*)",
                                      page.read_text(encoding="utf-8"), re.DOTALL)
                self.assertEqual(copy.read_text(encoding="utf-8"),
                                 before[1] + "| new \\1 |\n\nMade by `scripts/reproduce/experiment "
                                 "--record`.\n" + before[2])

    def test_a_page_without_the_experiments_lines_is_refused(self):
        (self.home / "README.md").write_text("nothing\n")
        was, results.RESULTS = results.RESULTS, self.home
        try:
            with self.assertRaisesRegex(support.Failed, "end of figure-1"):
                results.publish(self.experiment("figure-1"), "x", "a curve")
        finally:
            results.RESULTS = was

    def test_means_spreads_and_differences(self):
        self.assertEqual(intervals.plus_minus([1, 2, 3]), "2.0 ± 1.0")
        self.assertEqual(intervals.plus_minus([2]), "2.0")
        self.assertTrue(math.isnan(intervals.spread([1])))

    def test_a_difference_has_a_95_percent_interval_by_students_t(self):
        # Standard error sqrt(1 / 3 + 1 / 3), 4 degrees of freedom: 2.776.
        self.assertEqual(intervals.difference([5, 6, 7], [1, 2, 3], digits=2), "+4.00 [+1.73, +6.27]")
        # Of the same runs: 4, 5, 3 apart, standard error sqrt(1 / 3), 2 degrees of freedom: 4.303.
        self.assertEqual(intervals.difference([5, 7, 6], [1, 2, 3], same_runs=True, digits=2),
                         "+4.00 [+1.52, +6.48]")
        # Spreads of 0 and 1: the error is all the second's, with its 2 degrees of freedom: 4.303.
        half = 4.303 * math.sqrt(1 / 3)
        self.assertEqual(intervals.difference([5, 5, 5], [1, 2, 3], digits=2),
                         f"+3.00 [{3 - half:+.2f}, {3 + half:+.2f}]")
        # Two and four seeds: variances of means 1 and 5 / 12; (17/12)^2 / (1 + 25/432) = 1.9: 1.
        half = 12.706 * math.sqrt(17 / 12)
        self.assertEqual(intervals.difference([4, 6], [1, 2, 3, 4], digits=2),
                         f"+2.50 [{2.5 - half:+.2f}, {2.5 + half:+.2f}]")
        self.assertEqual(intervals.difference([5, 5], [5, 5]), "+0.0 [+0.0, +0.0]")
        self.assertEqual(intervals.half_interval(1, 1), 12.706)
        for freedom, t in ((11, 2.20099), (15, 2.13145), (199, 1.97196)):  # from a table
            self.assertAlmostEqual(intervals.half_interval(1, freedom), t, delta=0.003)
        self.assertEqual(intervals.difference([5], [1]), "+4.0")
        # A bound that would look like 0 has one more digit, and a bound of 0 has none.
        self.assertEqual(intervals.interval(0.03, 3.93, sign="+"), "[+0.03, +3.93]")
        self.assertEqual(intervals.interval(-3.93, -0.04, 1), "[-3.93, -0.04]")
        self.assertEqual(intervals.interval(0, 3.93), "[0.0, 3.9]")
        self.assertEqual(intervals.interval(0.003, 3.93), "[0.0, 3.9]")  # another digit is 0, too

    def test_a_fraction_has_wilsons_interval(self):
        # From a table: 11 of 200, and none of 10, where the interval cannot be symmetric.
        self.assertEqual(intervals.fraction(11, 200), "5.5 [3.1, 9.6]")
        self.assertEqual(intervals.fraction(0, 10), "0.0 [0.0, 27.8]")

    def test_errors_per_epoch_are_means_of_rows_and_time_adds_up_over_resumed_runs(self):
        run = self.run_folder(
            ["20,1,train,3,0.8,0.5,0.01,100,10", "40,1,train,3,0.6,0.5,0.01,100,20",
             "40,1,val,3,0.9,0.5,0.01,100,20", "60,2,train,3,0.4,0.5,0.01,100,5",
             "80,2,train,3,0.2,0.5,0.01,100,15"])
        epochs, errors = run.errors_per_epoch()
        self.assertEqual(epochs.tolist(), [1, 2])
        self.assertEqual([round(float(error), 9) for error in errors], [0.7, 0.3])
        self.assertEqual(run.seconds(), 20 + 15)

    def test_an_epoch_without_rows_counts_all_the_same(self):
        run = self.run_folder(["20,2,train,3,0.8,0.5,0.01,100,10",
                               "40,5,train,3,0.2,0.5,0.01,100,20"])
        self.assertEqual(run.errors_per_epoch()[0].tolist(), [2, 5])
        figure_1 = runpy.run_path(str(REPRODUCE / "figure-1"))
        epochs_until, crossing = figure_1["epochs_until"], figure_1["crossing"]
        self.assertEqual(epochs_until(run, 0.25), 5)
        self.assertAlmostEqual(crossing(run, 0.25), 2 + 3 * (0.8 - 0.25) / (0.8 - 0.2))
        self.assertEqual(crossing(run, 0.9), 2)  # from the first epoch on
        for until in (epochs_until, crossing):
            self.assertEqual(until(run, 0.1), math.inf)
        # The fifth epoch was interrupted: its first rows say nothing yet.
        support.write(self.home / "experiment.json", '{"done": 4}')
        self.assertEqual(epochs_until(run, 0.25), math.inf)

    def test_a_resumed_run_computes_where_it_is_asked_now_and_names_both_devices(self):
        program, e = Program(), self.experiment("ablations")
        with mock.patch.object(support, "alexnet", program):
            e.machine = GPU
            support.train(e, "mini", 1, [], 1)
            e.machine = CPU
            run = support.train(e, "mini", 1, [], 2)
        trainings = [call for call in program.calls if call[0] == "train"]
        self.assertEqual([call[1] for call in trainings], ["--run", "--resume"])
        self.assertEqual([call[-len(CPU):] for call in trainings], [GPU, CPU])
        self.assertEqual(run.note["devices"],
                         [f"2 threads on {support.processor()}", "cuda:0: NVIDIA H100, tf32"])

    def test_a_network_is_looked_at_when_its_training_is_that_far_or_never(self):
        program, e = Program(), self.experiment("ablations")
        with mock.patch.object(support, "alexnet", program):
            run = support.train(e, "mini", 1, [], 7)
            run.evaluate(e, 7, ten_views=True)
            support.train(e, "mini", 1, [], 10)
            self.assertEqual(run.evaluate(e, 7, ten_views=True), {})  # was kept
            with self.assertRaisesRegex(support.Failed, "trained to 10 .* evaluated at 7"):
                run.evaluate(e, 7)
            run.evaluate(e, 10)
        asked = [call for call in program.calls if call[0] == "eval"]
        self.assertEqual([call[4:-len(CPU)] for call in asked], [["--ten-crop"], []])

    def trained(self, e, until, options=(), seed=1, data="data"):
        of = pictures_at("--data", str(e.runs / data))
        return mini.trained(e, "mini", options, seed, of, mini.WHOLE.up_to(until))

    def test_a_training_whose_numbers_became_infinite_is_done_if_it_may(self):
        e = self.experiment("figure-1")
        for seed, said in enumerate(["iteration 7: the loss is nan; try a lower --learning-rate",
                                     "epoch 2: the validation loss is inf",
                                     "c: not saved: conv1.weight holds nan; if this happened in "
                                     "training, it diverged: resume from an earlier checkpoint"]):
            def diverges(*arguments):
                Program()(*arguments)
                raise support.Failed(said)
            with self.subTest(said), mock.patch.object(support, "alexnet", diverges):
                with self.assertRaisesRegex(support.Failed, "loss is|diverged"):
                    support.train(e, "strict", seed, [], 3)
                run = support.train(e, "lenient", seed, [], 3, may_diverge=True)
                self.assertEqual(run.note["diverged"], said)
        with mock.patch.object(support, "alexnet", side_effect=support.Failed("disk is full")), \
                self.assertRaisesRegex(support.Failed, "disk is full"):
            support.train(e, "lenient", 9, [], 3, may_diverge=True)

    def test_a_record_holds_numbers_without_folders_and_stands_for_the_training(self):
        program, e = Program(), self.experiment("ablations")
        program.answer = json.dumps({"picture": str(self.home / "filters.png"), "towers": [1]})
        known = {"picture": "filters.png", "towers": [1]}
        with mock.patch.object(support, "alexnet", program), \
                mock.patch.object(records, "RECORDS", self.home / "trainings"):
            self.trained(e, 2)
            self.assertFalse((self.home / "trainings").exists())  # it was not asked for
            e.record = True
            self.trained(e, 2)
            record = self.home / "trainings" / "mini-seed-1-epochs-2"
            self.assertEqual(sorted(path.name for path in record.iterdir()),
                             ["eval-one-2.json", "eval-ten-2.json", "experiment.json",
                              "filters-1.json", "filters-2.json", "metrics.csv"])
            for path in record.iterdir():
                self.assertNotIn(str(self.home), path.read_text())
            self.assertIn("\n2,2,val,0.5\n", (record / "metrics.csv").read_text())

            # Another machine, where the data are elsewhere and nothing was trained.
            e.runs, calls = self.home / "elsewhere", len(program.calls)
            run = self.trained(e, 2)
            self.assertEqual(len(program.calls), calls)
            self.assertEqual([run.filters(1), run.filters(2), run.evaluate(e, 2)], 3 * [known])
            with self.assertRaisesRegex(support.Failed, "is a record"):
                run.answer("neighbours", 2, "neighbours")
            with self.assertRaisesRegex(support.Failed, "other options: .*--data data .*--no-aug"):
                records.found("mini-seed-1", ["--data", "/data", "--no-augment"], 2)
            # It ends where it ends: if more is wanted, it does not stand in for any part of that.
            self.assertEqual(self.trained(e, 4).filters(1), json.loads(program.answer))
            self.assertEqual(program.calls[calls][0], "train")
            self.assertTrue((self.home / "trainings" / "mini-seed-1-epochs-4").exists())
            # That run can no longer say how it was before, and no record is kept as if it could.
            self.assertEqual(self.trained(e, 1).folder, e.runs / "mini-seed-1")
            self.assertFalse((self.home / "trainings" / "mini-seed-1-epochs-1").exists())
            # A record that is interrupted while it is being written does not count.
            self.trained(e, 2, seed=2)
            shutil.rmtree(self.home / "trainings")
            with mock.patch.object(records.shutil, "copyfile", side_effect=KeyboardInterrupt), \
                    self.assertRaises(KeyboardInterrupt):
                self.trained(e, 2, seed=2)
            self.assertIsNone(records.found("mini-seed-2", [], 2))

    def test_with_many_runs_some_of_the_ways_to_deal_them_out_are_tried(self):
        dealt_out = runpy.run_path(str(REPRODUCE / "colour-split"))["runs_dealt_out"]
        self.assertEqual(dealt_out([3, 4, 5], [0, 1, 2]), 2 / 20)  # theirs, and the other way round
        self.assertEqual(dealt_out([1.0] * 15, [1.0] * 15), 1)  # of 155 million
        known = dealt_out.__globals__
        with mock.patch.dict(known, MOST_DEALS=10_000):
            few = dealt_out([0, 2, 4, 6, 8, 10], [1, 3, 5, 7, 9, 11])
        self.assertLess(abs(few - dealt_out([0, 2, 4, 6, 8, 10], [1, 3, 5, 7, 9, 11])), 0.01)

    def test_the_classical_method_is_computed_once_and_its_record_stands_for_it(self):
        classical = runpy.run_path(str(REPRODUCE / "headline"))["classical"]
        e, known = self.experiment("headline"), classical.__globals__
        known["CLASSICAL"] = self.home / "classical_baseline"
        with mock.patch.object(records, "RECORDS", self.home / "trainings"):
            self.assertRegex(classical(e, pictures_at("--data", "/none"))[1],
                             "^not run: classical_baseline is not built")
            known["CLASSICAL"].touch()
            said = mock.Mock(returncode=0, stdout='{"c": 1, "top1_error": 0.6}')
            with mock.patch.object(known["subprocess"], "run", return_value=said) as ran:
                for _ in range(2):
                    answer, remark = classical(e, pictures_at("--data", "/packed"))
                    self.assertEqual(answer["top1_error"], 0.6)
                    self.assertRegex(remark, "^Classical: C 1; .* threads on .*; 0 s$")
                ran.assert_called_once()
                e.record = True
                classical(e, pictures_at("--data", "/packed"))
                self.assertEqual(ran.call_count, 2)
                self.assertEqual(ran.call_args.args[0][-2:], ["--threads", "2"])
            # Another machine, where the data are elsewhere and the program is not built.
            known["CLASSICAL"] = e.runs = self.home / "elsewhere"
            there = pictures_at("--data", "/elsewhere/packed")
            self.assertEqual(classical(e, there)[0]["top1_error"], 0.6)
            with self.assertRaisesRegex(support.Failed, "classical.json: was made with other"):
                classical(e, pictures_at("--data", "/elsewhere/other"))

    def test_what_a_quick_training_does_not_have_is_wrong_usage(self):
        for option in (["--record"], ["--until", "4"], ["--short"]):
            with asked("--quick", *option), self.assertRaisesRegex(support.WrongUsage, option[0]):
                mini.experiment_with_records("ablations", "", seeds=3,
                                             more=[mini.UNTIL, mini.IS_SHORT])

    def test_wrong_usage_and_failure_differ_in_their_exit_codes(self):
        for error, code in ((support.WrongUsage("a"), 2), (support.Failed("b"), 1)):
            def fail():
                raise error
            with asked() as said, self.assertRaises(SystemExit) as ended:
                support.main(fail)
            self.assertEqual(ended.exception.code, code)
            self.assertRegex(said.getvalue(), f"^experiment: {error}\n$")

    def test_the_shipped_network_is_asked_anew_about_other_pictures_and_on_other_machines(self):
        program, e = Program(), self.experiment("headline")
        pictures = ["--data", "/packed"]
        with mock.patch.object(support, "alexnet", program), \
                mock.patch.object(mini, "pictures", lambda e: pictures_at(*pictures)):
            run, epochs = shipped.network(e)
            run.evaluate(e, epochs)
            self.assertEqual(program.calls[-1][:5],
                             ["eval", "--checkpoint", str(PROJECT / "assets" / "mini"), *pictures])
            self.assertEqual(shipped.viewed(run), [str(PROJECT / "assets" / "mini"), *pictures])
            day = time.strftime("%Y-%m-%d")
            self.assertEqual(run.given()["eval-one"]["date"], day)
            support.write(run.days, json.dumps({
                "eval-one": {"date": "2012-09-30", "seconds": 75.0},
                "neighbours-of-9": {"date": day, "seconds": 1e6}}))  # of another experiment
            again, _ = shipped.network(e)
            again.evaluate(e, epochs)
            self.assertRegex(shipped.provenance(e, again),
                             r"57 epochs, seed 1,.* 2 threads on .*, 2012-09-30, in 75 s\.")
            run.days.unlink()  # answers whose day nobody knows are asked for anew
            calls = len(program.calls)
            again, _ = shipped.network(e)
            again.evaluate(e, epochs)
            self.assertEqual(len(program.calls), calls + 1)
            self.assertRegex(shipped.provenance(e, again), rf", {day}, in 0 s\.")
            self.assertEqual(shipped.network(e)[0].folder, run.folder)
            e.machine = GPU
            self.assertNotEqual(shipped.network(e)[0].folder, run.folder)
            e.machine = CPU
            with mock.patch.object(support, "processor", lambda: "another processor"):
                self.assertNotEqual(shipped.network(e)[0].folder, run.folder)
            e.machine, pictures = CPU, ["--data", "/other"]
            self.assertNotEqual(shipped.network(e)[0].folder, run.folder)
            with mock.patch.object(shipped, "NETWORK", self.home), \
                    self.assertRaisesRegex(support.Failed, "expected checkpoint-"):
                shipped.network(e)

    def test_a_plan_says_how_long_it_is_and_how_long_it_was_meant_to_be(self):
        self.assertEqual(mini.WHOLE.up_to(7).stages, [1, 2, 4, 7])
        self.assertEqual(str(mini.WHOLE.up_to(7)), "7 of the 40 planned epochs, rate 0.01.")
        self.assertEqual(str(mini.WHOLE),
                         "40 epochs, rate 0.01, after 25 epochs 0.001, after 35 epochs 0.0001.")
        self.assertEqual(str(mini.SHORT),
                         "10 epochs, rate 0.01, after 7 epochs 0.001, after 9 epochs 0.0001.")
        self.assertEqual(str(mini.QUICK), "2 epochs, rate 0.01.")

    def test_trainings_of_two_plans_have_their_own_folders(self):
        program, e = Program(), self.experiment("ablations")
        with mock.patch.object(support, "alexnet", program):
            runs = [mini.trained(e, "mini", ["--no-augment"], 1, pictures_at(), plan)
                    for plan in (mini.WHOLE.up_to(10), mini.SHORT)]
        self.assertEqual([run.folder.name for run in runs],
                         ["mini-no-augment-seed-1", "mini-no-augment-short-seed-1"])
        rates = [run.note["options"][run.note["options"].index("--schedule") + 1] for run in runs]
        self.assertEqual(rates, [mini.WHOLE.schedule, mini.SHORT.schedule])
        epochs = [call[call.index("--epochs") + 1] for call in program.calls if call[0] == "train"]
        self.assertEqual(epochs, 2 * ["1", "2", "4", "7", "10"])

    def test_a_program_may_print_more_than_a_pipe_holds(self):
        program = self.home / "program"
        program.write_text(f"#!{sys.executable}\nimport sys\nsys.stdout.write('x' * 10**6)\n"
                           "sys.stdout.flush()\nsys.stderr.write('done\\n')\n")
        program.chmod(0o755)
        with mock.patch.object(support, "PROGRAM", program), \
                contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(len(support.alexnet("neighbours")), 10**6)
        self.assertEqual(said.getvalue(), "done\n")

    def test_a_program_that_was_interrupted_interrupts_the_experiment(self):
        program = self.home / "program"
        for command, raises in (("kill -INT $$", KeyboardInterrupt), ("exit 130", support.Failed),
                                ("kill -HUP $$", KeyboardInterrupt), ("exit 1", support.Failed)):
            program.write_text(f"#!/bin/sh\n{command}\n")
            program.chmod(0o755)
            with self.subTest(command), mock.patch.object(support, "PROGRAM", program):
                self.assertRaises(raises, support.alexnet, "train")

    def test_how_probable_so_many_small_p_are_is_the_binomial(self):
        by_chance = runpy.run_path(str(REPRODUCE / "colour-split"))["by_chance"]
        self.assertAlmostEqual(by_chance(5, 0), 1)
        self.assertAlmostEqual(by_chance(5, 1), 1 - 0.95**5)
        self.assertAlmostEqual(by_chance(2, 2), 0.05**2)

    def test_the_best_rate_is_one_of_which_neither_half_nor_double_is_faster(self):
        best_rate = runpy.run_path(str(REPRODUCE / "figure-1"))["best_rate"]
        asked_for = []

        def speed_of(rate, limit):
            asked_for.append((rate, limit))
            return {.5: (40, .2), 1: (30, .2), 2: (20, .2), 4: (15, .1), 8: (math.inf, .9)}[rate]
        self.assertEqual(best_rate(1, 60, speed_of), 4)
        # Each rate once, and for no longer than the best so far needed.
        self.assertEqual(asked_for, [(1, 60), (.5, 30), (2, 30), (4, 20), (8, 15)])
        self.assertEqual(best_rate(1, 60, lambda rate, limit: (20, .2)), 1)  # none is faster
        never = {.25: (math.inf, .7), .5: (math.inf, .4), 1: (math.inf, .5), 2: (math.inf, .6)}
        self.assertEqual(best_rate(1, 60, lambda rate, limit: never[rate]), .5)  # the error counts

    def test_a_tanh_that_did_not_come_there_makes_the_ratio_a_bound(self):
        ratio = runpy.run_path(str(REPRODUCE / "figure-1"))["ratio"]
        self.assertEqual(ratio([8, 8, 8], [40, 44, 48], 60), "**5.5** (seeds: 5.0, 5.5, 6.0)")
        never = math.inf
        # Whatever the third needs, it is no less than the other two: the median is known.
        self.assertEqual(ratio([8, 8, 8], [40, 44, never], 60),
                         "**5.5** (seeds: 5.0, 5.5, more than 7.5)")
        self.assertEqual(ratio([8, 8, 8], [40, never, never], 60),
                         "**more than 7.5** (seeds: 5.0, more than 7.5, more than 7.5)")
        self.assertRegex(ratio([8, 8, never], [40, 44, 48], 60), "^not known: .*60 epochs")

    def test_a_picture_of_kernels_stands_for_its_own_stage_only(self):
        e = self.experiment("colour-split", quick=True)
        drawn = self.home / "filters-4.png"
        drawn.write_text("four epochs")
        shown = results.copy_picture(e, drawn, "kernels-after-4-epochs")
        self.assertEqual(shown, "![colour-split, kernels after 4 epochs]"
                                "(colour-split-kernels-after-4-epochs.png)")
        drawn.unlink()  # a record has none
        self.assertEqual(results.copy_picture(e, drawn, "kernels-after-4-epochs"), shown)
        self.assertEqual(results.copy_picture(e, drawn, "kernels-after-7-epochs"), "")

    def test_a_training_that_was_interrupted_is_not_taken_for_done(self):
        program, e = Program(), self.experiment("ablations")
        program.interrupted = True
        with mock.patch.object(support, "alexnet", program):
            for unit in ("epochs", "max-iterations"):
                with self.assertRaises(KeyboardInterrupt):
                    support.train(e, f"mini-{unit}", 1, [], 3, unit=unit)
                self.assertEqual(support.Run(self.home / f"mini-{unit}-seed-1").note["done"], 0)
            program.interrupted, program.loses_validation = False, True
            with self.assertRaisesRegex(support.Failed, "a validation of epochs 3, found none"):
                support.train(e, "mini-epochs", 1, [], 3)
            program.loses_validation = False
            run = support.train(e, "mini-epochs", 1, [], 3)
        self.assertEqual(program.calls[-1][1], "--resume")
        self.assertEqual(run.note["done"], 3)
        self.assertEqual(run.note["dates"], [time.strftime("%Y-%m-%d")])
        self.assertEqual(run.note["versions"], [support.version()])
        self.assertEqual(run.validation_error(3), 0.5)

    def test_an_experiment_that_is_stopped_ends_as_ctrl_c_does(self):
        ended = subprocess.run([sys.executable, "-c", "import support\n"
                                "def stop(): raise KeyboardInterrupt\n"
                                "support.main(stop)"], cwd=REPRODUCE, stderr=subprocess.PIPE,
                               text=True)
        self.assertEqual(ended.returncode, -signal.SIGINT)
        self.assertIn("the same command continues from here", ended.stderr)

    def test_an_experiment_that_is_asked_to_end_lets_the_program_save_first(self):
        program, saved = self.home / "program", self.home / "saved"
        # Says more than a pipe holds, so that it ends only if somebody reads.
        program.write_text(f"#!/bin/sh\ntrap 'head -c 200000 /dev/zero | tr \\\\0 x >&2; "
                           f"touch {saved}; exit 1' TERM\necho begins >&2\n"
                           "while true; do sleep 0.05; done\n")
        program.chmod(0o755)
        for asked_to_end in (signal.SIGTERM, signal.SIGINT):
            saved.unlink(missing_ok=True)
            with subprocess.Popen(
                    [sys.executable, "-c", "import pathlib, support\n"
                     f"support.PROGRAM = pathlib.Path({str(program)!r})\n"
                     "support.main(lambda: support.alexnet('train'))"], cwd=REPRODUCE,
                    stderr=subprocess.PIPE, text=True) as experiment:
                self.assertEqual(experiment.stderr.readline(), "begins\n")
                experiment.send_signal(asked_to_end)
                said = experiment.communicate(timeout=60)[1]
            self.assertIn("the same command continues from here", said)
            self.assertEqual(experiment.returncode, -signal.SIGINT)
            self.assertTrue(saved.exists())

    def test_two_processes_do_not_train_in_one_folder(self):
        program, e, other = Program(), self.experiment("ablations"), self.experiment("figure-1")
        with mock.patch.object(support, "alexnet", program):
            support.train(e, "mini", 1, [], 1)
            support.train(e, "mini", 1, [], 2)  # the process that trains there may continue
            with self.assertRaisesRegex(support.Failed, "mini-seed-1: another process"):
                support.train(other, "mini", 1, [], 2)
            support.train(other, "mini", 2, [], 1)
            e.trains_in[self.home / "mini-seed-1"].close()  # as the end of its process does
            support.train(other, "mini", 1, [], 2)

    def test_pictures_of_another_folder_are_not_taken_for_these(self):
        program, e = Program(), self.experiment("ablations")
        e.runs = self.home / "full"
        with mock.patch.object(data, "alexnet", program):
            of = ["--data", str(self.home / "data" / "photographs")]
            self.assertEqual(data.packed(e, "photographs", self.home / "one", 84), of)
            (self.home / "data" / "photographs" / "train.safetensors").touch()
            self.assertEqual(data.packed(e, "photographs", self.home / "one", 84), of)
            self.assertEqual(len(program.calls), 1)
            with self.assertRaisesRegex(support.Failed, "photographs: .*of .*one; now .*other"):
                data.packed(e, "photographs", self.home / "other", 84)

    def test_archives_of_another_folder_are_not_taken_for_these(self):
        e = self.experiment("ablations")
        e.runs = self.home / "full"
        for place in ("one", "other"):
            source = self.home / place / "mini-imagenet"
            for part, count in [("train", 4), ("val", 2)]:
                for name in ("cat", "dog"):
                    (source / part / name).mkdir(parents=True)
                    for i in range(count):
                        (source / part / name / f"{i}.jpg").write_text(place)
                support.subprocess.run(["tar", "-czf", str(source / f"{part}.tar.gz"), "-C",
                                        str(source), part], check=True)
                shutil.rmtree(source / part)
        e.data = self.home / "one"
        pictures = data.mini_imagenet_pictures(e)
        self.assertEqual((pictures / "val" / "dog" / "1.jpg").read_text(), "one")
        self.assertEqual(data.mini_imagenet_pictures(e), pictures)
        e.data = self.home / "other"
        with self.assertRaisesRegex(support.Failed, "mini-imagenet: .*of .*one.*; now .*other"):
            data.mini_imagenet_pictures(e)

        # Some of them: as many of each class, in each part.
        some = self.home / "some"
        data.link_some(pictures, some, {"train": 6, "val": 2})
        self.assertEqual(sorted(str(link.relative_to(some)) for link in some.glob("*/*/*")),
                         sorted(f"train/{name}/{i}.jpg" for name in ("cat", "dog")
                                for i in (0, 1, 2)) + ["val/cat/0.jpg", "val/dog/0.jpg"])
        self.assertTrue(data.is_made_of(some, pictures))
        with self.assertRaisesRegex(support.Failed, "some: holds pictures of"):
            data.is_made_of(some, self.home)

    def test_packed_pictures_of_another_size_are_refused(self):
        e = self.experiment("colour-split")
        e.data = self.home
        header = json.dumps({"images": {"dtype": "U8", "shape": [0, 3, 84, 84],
                                        "data_offsets": [0, 0]}}).encode()
        (self.home / "train.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
        self.assertEqual(data.mini_imagenet(e), ["--data", str(self.home.resolve())])
        self.assertEqual(data.name_of_mini_imagenet(e, 84), self.home.resolve().name)
        with self.assertRaisesRegex(support.Failed, "of 256 x 256, found 84 x 84"):
            data.mini_imagenet(e, 256)

    def test_where_a_record_is_complete_no_pictures_are_needed(self):
        program, e = Program(), self.experiment("colour-split")
        e.record, e.data = True, ""
        plan = mini.WHOLE.up_to(1)
        with mock.patch.object(support, "alexnet", program), \
                mock.patch.object(records, "RECORDS", self.home / "trainings"):
            with self.assertRaisesRegex(support.Failed, "expected --data DIR"):
                mini.trained(e, "paper", [], 1, mini.pictures(e, 256), plan)
            there = pictures_at("--data", "/data/mini-imagenet-256")
            mini.trained(e, "paper", [], 1, there, plan)
            calls = len(program.calls)
            record = mini.trained(e, "paper", [], 1, mini.pictures(e, 256), plan)
            self.assertIsInstance(record, records.Record)
            self.assertEqual(len(program.calls), calls)
            e.data = self.home / "other"
            e.data.mkdir()
            (e.data / "train.safetensors").touch()
            with self.assertRaisesRegex(support.Failed, "other options: .*now asked: .*other"):
                mini.trained(e, "paper", [], 1, mini.pictures(e, 256), plan)

    def test_every_command_is_told_placement_math_and_threads(self):
        with asked("--threads", "2"):
            self.assertEqual(support.experiment("headline", "", seeds=3)[0].machine, CPU)
        with asked("--threads", "2", "--placement", "cuda:0", "--math", "tf32"):
            self.assertEqual(support.experiment("headline", "", seeds=3)[0].machine, GPU)

    def test_seeds_are_at_least_one(self):
        with asked("--seeds", "2"):
            self.assertEqual(support.experiment("headline", "", seeds=3)[0].seeds, [1, 2])
        for wrong in ("0", "-1", "two"):
            with asked(f"--seeds={wrong}") as said, self.assertRaises(SystemExit) as end:
                support.experiment("headline", "", seeds=3)
            self.assertEqual(end.exception.code, 2)
            self.assertIn(f"expected a whole number from 1 on, found '{wrong}'", said.getvalue())

    def test_a_processor_is_told_from_others_of_the_same_name(self):
        proc = ("processor\t: 0\nmodel\t\t: 17\nmodel name\t: AMD EPYC\ncpu family\t: 25\n\n"
                "processor\t: 1\nmodel name\t: another\n")
        with mock.patch.object(Path, "exists", return_value=True), \
                mock.patch.object(Path, "read_text", return_value=proc):
            self.assertEqual(support.processor(), "AMD EPYC (family 25, model 17)")

    def test_a_processor_without_proc_is_named_as_well(self):
        with mock.patch.object(Path, "exists", return_value=False), \
                mock.patch("platform.processor", return_value=""):
            self.assertEqual(support.processor(), "an unknown processor")

    def test_towers_keep_their_identity_and_halves_are_those_of_the_list(self):
        def means(look):
            return [round(mean, 9) for mean in results.mean_shares(look)]
        towers = {"towers": [{"shares": [0.9, 0.8, 0.7]}, {"shares": [0.1, 0.2, 0.3]}]}
        self.assertEqual(means(towers), [0.8, 0.2])
        towers["towers"].reverse()
        self.assertEqual(means(towers), [0.2, 0.8])
        whole = {"towers": [{"shares": [0.9, 0.8, 0.7, 0.1, 0.2, 0.3]}]}
        self.assertEqual(means(whole), [0.8, 0.2])

    def test_random_halves_lie_as_far_apart_as_all_ways_to_deal_do_on_average(self):
        apart_by_chance = runpy.run_path(str(REPRODUCE / "colour-split"))["apart_by_chance"]
        # Of all deals of 0, 0, 1, 1 a third are 1 apart, the others 0, whatever the first deal was.
        for shares in ([0, 0, 1, 1], [0, 1, 0, 1]):
            look = {"towers": [{"shares": shares[:2]}, {"shares": shares[2:]}]}
            self.assertAlmostEqual(apart_by_chance(look, "shares"), 1 / 3, delta=0.05)

    def test_axes_lie_apart_as_points_of_a_plane_do(self):
        apart = runpy.run_path(str(REPRODUCE / "colour-split"))["apart"]
        self.assertAlmostEqual(apart([[1, 0], [0, 0]], [[0, 1], [0, 1]]), math.hypot(.5, 1))

    def test_the_seed_that_gave_an_idea_is_no_test_of_it(self):
        split = runpy.run_path(str(REPRODUCE / "colour-split"))
        counting = split["seeds_that_count"]
        self.assertEqual(counting("shares", [1, 2]), [1, 2])
        self.assertEqual(counting("axes", [1, 2]), [2])
        looks = {(net, seed, 7): {"towers": [{"axes": [[seed, 0]]}, {"axes": [[0, 0]]}],
                                  "axis_test": {"difference": seed, "p": seed / 100}}
                 for net in ("two towers", "no towers") for seed in (1, 2, 3)}
        row = split["row_of"]([2, 3], "two towers", "mini", [], looks, 7, "axes", "axis_test")
        self.assertEqual(row[2:4], ["2.500 ± 0.707", "2.500"])
        # Distances 2, 3 and 2, 3: the actual difference is 0, and no other way of dealing has less.
        self.assertEqual(row[4:6], ["+0.000 [-3.043, +3.043]", "1"])
        self.assertEqual(row[6:8], ["0.02, 0.03", "2 of 2"])

    def test_a_network_that_differs_in_two_things_is_not_compared_with_the_control(self):
        split = runpy.run_path(str(REPRODUCE / "colour-split"))
        looks = {(net, seed, 7): {"towers": [{"shares": [seed / 10]}, {"shares": [0]}],
                                  "split_test": {"difference": seed / 10, "p": 0.5}}
                 for net in ("two towers", "no towers", "raw pixels alone") for seed in (1, 2, 3)}
        rows = {net: split["row_of"]([1, 2, 3], net, "mini", [], looks, 7, "shares", "split_test")
                for net in ("two towers", "no towers", "raw pixels alone")}
        self.assertEqual(rows["two towers"][4:6], ["+0.000 [-0.227, +0.227]", "1"])
        self.assertEqual(rows["no towers"][4:6], ["", ""])
        self.assertEqual(rows["raw pixels alone"][4:6], ["", ""])
        self.assertEqual(rows["raw pixels alone"][2], rows["two towers"][2])

    def test_p_is_what_tables_of_student_s_t_say(self):
        for quantile, freedom in zip(intervals.T, range(1, 11)):
            self.assertAlmostEqual(intervals.two_sided_p(quantile, 1, freedom), 0.05, places=4)
            self.assertAlmostEqual(intervals.two_sided_p(-2 * quantile, 2, freedom), 0.05, places=4)
        self.assertAlmostEqual(intervals.two_sided_p(0, 1, 3), 1)
        self.assertEqual(intervals.two_sided_p(0.1, 0, 2), 0)

    def test_many_p_are_corrected_as_holm_says(self):
        # The smallest counts for all four, the next for the other three, and none falls again.
        for found, expected in zip(intervals.holm([0.04, 0.01, 0.03, 0.5]), [0.09, 0.04, 0.09, 0.5]):
            self.assertAlmostEqual(found, expected)

    def test_the_ablations_that_remain_are_named(self):
        ablations = runpy.run_path(str(REPRODUCE / "ablations"))
        errors = {name: [{"top1_error": one / 100, "top5_error": 0.3 + one / 1e6}
                         for one in of_seeds]
                  for name, of_seeds in {"all of it": (50, 51, 52), "no LRN": (50, 52, 51),
                                         "no dropout": (10, 11, 12)}.items()}
        self.assertRegex(ablations["corrected"](errors),
                         r"^With all 4 differences .* 0\.05: no dropout, top-1: [\d.e-]+; "
                         r"no dropout, top-5: [\d.e-]+\.$")

    def test_the_table_of_ablations(self):
        ablations = runpy.run_path(str(REPRODUCE / "ablations"))
        errors = {name: [{"top1_error": one / 100, "top5_error": one / 200} for one in of_seeds]
                  for name, of_seeds in {"all of it": (50, 52, 54), "no LRN": (53, 55, 57),
                                         "ten views instead of one": (48, 50, 52)}.items()}
        row = ablations["row_of"]
        self.assertEqual(row("all of it", errors),
                         ["all of it", "52.0 ± 2.0", "26.0 ± 1.0", "", "", ""])
        # 3 worse, with spreads 2 and 2: 2.776 sqrt(4/3 + 4/3) to either side.
        self.assertEqual(row("no LRN", errors)[3:], ["+3.0 [-1.5, +7.5]", "+1.5 [-0.8, +3.8]",
                                                     "+1.4, +1.2 (section 3.3)"])
        # The same networks: run by run the difference is always 2.
        self.assertEqual(row("ten views instead of one", errors)[3:5],
                         ["-2.0 [-2.0, -2.0]", "-1.0 [-1.0, -1.0]"])
        run = mock.Mock()
        run.filters.return_value = {"towers": [{"shares": [0.2, 0.4]}, {"shares": [0.5, 0.7]}],
                                    "split_test": {"p": 0.3333}, "axis_test": {"p": 0.00011}}
        self.assertEqual(ablations["colours_of"]("no LRN", [run, run], 10),
                         ["no LRN", "0.30 and 0.60; 0.30 and 0.60", "0.33, 0.33",
                          "0.00011, 0.00011"])
        run.filters.assert_called_with(10)

    def test_errors_and_shares_of_pictures_are_known_to_their_binomial_interval(self):
        known_to = runpy.run_path(str(REPRODUCE / "headline"))["known_to"]
        self.assertAlmostEqual(known_to({
            "ours": {"pictures": 10000, "top1_error": 0.5, "top5_error": 0.2},
            "classical": {"pictures": 10000, "top1_error": 0.6, "top5_error": 0.3}}),
            0.98, places=3)
        percent = runpy.run_path(str(REPRODUCE / "figure-4"))["percent"]
        # A standard deviation of 28.9 over 4 pictures, t = 3.182.
        self.assertEqual(percent(np.array([75.0, 25.0, 75.0, 25.0])), "50.0 [4.1, 95.9]")
        self.assertEqual(percent(np.array([100.0, 0.0, 100.0, 0.0])), "50.0 [0.0, 100.0]")

    def test_a_result_names_its_command_but_no_folder_of_this_machine(self):
        self.assertEqual(results.command(["/home/me/scripts/reproduce/colour-split", "--data",
                                          "/data", "--net", "paper", "--runs=/big", "--record"]),
                         "scripts/reproduce/colour-split --net paper --record")
        self.assertEqual(results.command(["figure-4", "--data", "/my photos"]),
                         "scripts/reproduce/figure-4")

    def test_the_page_says_what_its_records_say(self):
        """Each table that has records is made once more from them, and nothing changes."""
        for section in ("ablations", "colour-split-small-start", "colour-split-paper"):
            with self.subTest(section):
                self.make_again(section)

    def make_again(self, section):
        page = results.RESULTS / "README.md"
        between = re.compile(rf"<!-- {section}: .*<!-- end of {section} -->", re.S)
        known = between.search(page.read_text())[0]
        made_by = re.search(r"Made by `scripts/reproduce/(.*)`", known)[1].split()
        shutil.copy(page, self.home)
        for picture in results.RESULTS.glob(f"{section}-kernels-*.png"):
            shutil.copy(picture, self.home)
        run_all = runpy.run_path(str(REPRODUCE / made_by[0]))["run_all"]
        with asked(*made_by[1:], "--runs", str(self.home / "runs")), \
                mock.patch.object(sys, "argv", [*made_by, "--runs", str(self.home / "runs")]), \
                mock.patch.object(results, "RESULTS", self.home), \
                contextlib.redirect_stdout(io.StringIO()):
            run_all()
        self.assertEqual(between.search((self.home / "README.md").read_text())[0], known)
        tables = list(results.RESULTS.glob(f"{section}*.csv"))
        self.assertTrue(tables)
        for table in tables:
            self.assertEqual((self.home / table.name).read_text(), table.read_text())

    def test_the_page_says_what_its_csv_files_say_of_the_split_of_mini(self):
        """Its trainings are older than records: the rows are made again from the kernels."""
        known = runpy.run_path(str(REPRODUCE / "colour-split"))
        looks = {}
        for row in read_csv("colour-split"):
            of_run = row["net"], int(row["seed"]), int(row["epoch"])
            looks[of_run] = {
                "split_test": {"difference": abs(float(row["first_mean"]) -
                                                 float(row["second_mean"])),
                               "p": float(row["p"])},
                "axis_test": {"difference": float(row["axis_distance"]), "p": float(row["axis_p"])},
                "towers": []}
        for row in read_csv("colour-split-kernels"):
            towers = looks[row["net"], int(row["seed"]), int(row["epoch"])]["towers"]
            if not towers or towers[-1]["node"] != row["node"]:
                towers.append({"node": row["node"], "shares": [], "axes": []})
            towers[-1]["shares"].append(float(row["colour_share"]))
            towers[-1]["axes"].append([float(row["axis_x"]), float(row["axis_y"])])
        section = section_of("colour-split")
        seeds = sorted({seed for _, seed, _ in looks})
        for what, test in known["QUESTIONS"].values():
            for net, of_net in known["NETS"]["mini"].items():
                row = known["row_of"](known["seeds_that_count"](what, seeds), net, *of_net, looks,
                                      7, what, test)
                self.assertIn(f"| {' | '.join(row)} |", section)

    def check_rows(self, section, rows):
        for row in rows:
            self.assertIn(f"| {' | '.join(row)} |", section)

    def test_the_page_says_what_its_csv_file_says_of_figure_1(self):
        known = runpy.run_path(str(REPRODUCE / "figure-1"))
        section = section_of("figure-1")
        errors = {}
        for row in read_csv("figure-1"):
            of_run = row["variant"], row["learning_rate"], int(row["seed"])
            errors.setdefault(of_run, []).append((int(row["epoch"]), float(row["training_error"])))
        epochs = {}
        for variant in ("cifar-relu", "cifar-tanh"):
            # Of the rates that were tried with seed 1, one was trained with others.
            runs = [mock.Mock(errors_per_epoch=lambda run=run: np.array(run).T)
                    for (name, _, seed), run in errors.items() if name == variant and seed > 1]
            rate, = {rate for name, rate, seed in errors if name == variant and seed > 1}
            tried = sum((name, seed) == (variant, 1) for name, _, seed in errors)
            epochs[variant] = [[until(run, known["TARGET"]) for run in runs]
                               for until in (known["epochs_until"], known["crossing"])]
            self.check_rows(section, [[f"`{variant}`", rate, str(tried),
                                       ", ".join(f"{n:.0f}" for n in epochs[variant][0]),
                                       ", ".join(f"{n:.2f}" for n in epochs[variant][1])]])
        for relu, tanh in zip(epochs["cifar-relu"], epochs["cifar-tanh"]):
            self.assertIn(known["ratio"](relu, tanh, 60), section)

    def test_the_page_says_what_its_csv_file_says_of_figure_4(self):
        known = runpy.run_path(str(REPRODUCE / "figure-4"))
        rows = {}
        for row in read_csv("figure-4"):
            picture = rows.setdefault(row["validation_picture"], {
                "class": row["class"], "neighbours": [], "by_pixels": []})
            picture[row["by"]].append({"class": row["its_class"]})
        for name, by in (("by the last hidden layer", "neighbours"), ("by pixels", "by_pixels")):
            shares = known["same_class"](rows.values(), by)
            nearest = intervals.fraction(int(np.sum(shares[:, 0] > 0)), len(rows))
            self.check_rows(section_of("figure-4"),
                            [[name, nearest, known["percent"](shares.mean(axis=1))]])

    def test_the_page_says_what_its_csv_file_says_of_the_headline(self):
        known = runpy.run_path(str(REPRODUCE / "headline"))
        section = section_of("headline")
        errors = {row["method"]: {"pictures": int(row["pictures"]),
                                  "top1_error": float(row["top1_error"]),
                                  "top5_error": float(row["top5_error"])}
                  for row in read_csv("headline")}
        self.assertEqual(len(errors), 3)
        for method, one in errors.items():
            self.check_rows(section, [[method.replace("mini", "`mini`"),
                                       f"{100 * one['top1_error']:.1f}",
                                       f"{100 * one['top5_error']:.1f}",
                                       "mini-ImageNet validation, 100 classes"]])
        self.assertIn(f"up to {known['known_to'](errors):.1f} points", section)

    def test_the_page_says_what_its_csv_file_says_of_paper_224(self):
        known = runpy.run_path(str(REPRODUCE / "paper-224"))
        section = section_of("paper-224")
        rows = read_csv("paper-224")
        first, last = rows[0], rows[-1]
        self.assertEqual((first["iteration"], last["iteration"]), ("20", "2000"))
        speed = np.median([float(row["images_per_s"]) for row in rows])
        # Its loss on unseen pictures is not in the file.
        self.assertRegex(section, "".join([
            r"\| 1 \| 4\.605 \| ", re.escape(f"{float(first['loss']):.3f} | "),
            re.escape(f"{float(last['loss']):.3f} | {100 * float(last['top1_error']):.1f} | "),
            r"[0-9.]+ ", re.escape(f"| {speed:.0f} |")]))
        seconds = known["PAPER_EPOCHS"] * known["PAPER_PICTURES"] / speed
        self.assertIn(f"**{results.duration(seconds)}** at {speed:.0f} images/s", section)

    def test_trainings_are_dealt_out_in_every_way_there_is(self):
        dealt = runpy.run_path(str(REPRODUCE / "colour-split"))["runs_dealt_out"]
        # Of the 20 ways to choose three of six, two are as far apart as 1 to 3 and 4 to 6.
        self.assertAlmostEqual(dealt([4, 5, 6], [1, 2, 3]), 0.1)
        self.assertAlmostEqual(dealt([1, 2, 3], [4, 5, 6]), 0.1)
        self.assertAlmostEqual(dealt([1, 2], [1, 2]), 1)

    def test_a_row_that_was_cut_off_is_named(self):
        (self.home / "metrics.csv").write_text("iteration,epoch,split,loss\n1,1,train,2.5\n2,1,tr")
        with self.assertRaisesRegex(support.Failed, "metrics.csv:3: expected .* found 3"):
            support.Run(self.home).metrics("train")

    def test_a_device_is_not_taken_for_another_whose_name_it_begins(self):
        known = {"devices": [{"device": f"cuda:{i}", "name": f"GPU {i}"} for i in (0, 1, 11)]}
        with mock.patch.object(support, "alexnet", lambda *_: json.dumps(known)):
            for placement, names in (("cuda:11", "GPU 11"), ("cuda", "GPU 0"),
                                     ("a=cuda:0,b=cuda:11", "GPU 0, GPU 11"),
                                     ("a=cuda:1,b=cpu:0", "GPU 1")):
                machine = ["--placement", placement, "--math", "tf32", "--threads", "2"]
                self.assertEqual(support.device_name(machine), f"{placement}: {names}, tf32")

    def test_what_the_split_needs_is_not_asked_of_the_paper_s_network(self):
        run_all = runpy.run_path(str(REPRODUCE / "colour-split"))["run_all"]
        with asked("--net", "paper", "--needs"), \
                self.assertRaisesRegex(support.WrongUsage, "--needs: .*--net paper"):
            run_all()

    def test_a_damaged_note_ends_in_one_line_that_names_it(self):
        (self.home / "experiment.json").write_text('{"options": [')

        def look():
            support.Run(self.home).note
        with asked() as said, self.assertRaises(SystemExit):
            support.main(look)
        self.assertIn("experiment.json: expected JSON", said.getvalue())

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
