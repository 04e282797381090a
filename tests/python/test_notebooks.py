"""The notebooks as they are stored: executed, explained, and independent of any machine."""
import json
import re
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"


class Notebooks(unittest.TestCase):
    def setUp(self):
        self.notebooks = {path.stem: json.loads(path.read_text(encoding="utf-8"))
                          for path in sorted(FOLDER.glob("*.ipynb"))}
        self.assertGreaterEqual(len(self.notebooks), 6)

    def test_each_was_executed_in_order_and_no_cell_failed(self):
        for name, notebook in self.notebooks.items():
            code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
            with self.subTest(name):
                self.assertEqual([cell["execution_count"] for cell in code],
                                 list(range(1, len(code) + 1)))
                for output in (output for cell in code for output in cell["outputs"]):
                    self.assertNotEqual(output["output_type"], "error")
                    self.assertNotEqual(output.get("name"), "stderr", output)

    def test_a_sentence_stands_before_code(self):
        for name, notebook in self.notebooks.items():
            kinds = [cell["cell_type"] for cell in notebook["cells"]]
            with self.subTest(name):
                before_code = {before for before, kind in zip(["nothing", *kinds], kinds)
                               if kind == "code"}
                self.assertEqual(before_code, {"markdown"})

    def test_nothing_in_them_varies_or_belongs_to_a_machine(self):
        for name, notebook in self.notebooks.items():
            with self.subTest(name):
                self.assertEqual(set(notebook["metadata"]), {"kernelspec", "language_info"})
                ids = [cell["id"] for cell in notebook["cells"]]  # a duplicate gets a random id
                self.assertEqual(len(set(ids)), len(ids))
                for cell in notebook["cells"]:
                    self.assertEqual(cell["metadata"], {})
                    texts = ["".join(cell["source"])]
                    for output in cell.get("outputs", []):
                        texts.append("".join(output.get("text", [])))
                        texts.append("".join(output.get("data", {}).get("text/plain", [])))
                    for text in texts:
                        folders = r"(?<![\w.])/(home|root|tmp|usr|work|Users|private|mnt)/"
                        self.assertIsNone(re.search(folders, text), text)


if __name__ == "__main__":
    unittest.main()
