#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "cli/commands.h"
#include "core/with_commas.h"
#include "model/summary.h"

namespace alexnet::cli {
namespace {

struct Options {
  std::string variant = "paper";
  int classes = 0;
  bool list = false;
};

void list_variants() {
  std::size_t width = 0;
  for (const std::string& name : variant_names()) width = std::max(width, name.size());
  for (const std::string& name : variant_names())
    fmt::print("{:{}}  {}\n", name, width, make_variant(name).summary);
}

bool is_layer_of_neurons(const NodeSummary& row) { return row.parameters > 0; }

void print_nodes(const Variant& v) {
  fmt::print("{:8} {:5}  {:30} {:>14} {:>12} {:>14}\n", "node", "tower", "layer", "output CxHxW",
             "parameters", "multiply-adds");
  fmt::print("{:8} {:5}  {:30} {:>14}\n", "data", "", "",
             fmt::format("{}x{}x{}", v.input.c, v.input.h, v.input.w));
  std::int64_t parameters = 0, multiply_adds = 0;
  for (const NodeSummary& row : summarize(v)) {
    fmt::print("{:8} {:5}  {:30} {:>14} {:>12} {:>14}\n", row.name, to_text(row.tower), row.what,
               fmt::format("{}x{}x{}", row.output.c, row.output.h, row.output.w),
               row.parameters ? with_commas(row.parameters) : "",
               row.multiply_adds ? with_commas(row.multiply_adds) : "");
    parameters += row.parameters;
    multiply_adds += row.multiply_adds;
  }
  fmt::print("{:8} {:5}  {:30} {:>14} {:>12} {:>14}\n", "sum", "", "", "", with_commas(parameters),
             with_commas(multiply_adds));
}

/// The paper's list: neurons of each layer, the towers together. Section 3.5.
void print_neurons(const Variant& v) {
  std::vector<std::int64_t> neurons;
  std::string layer_before;
  for (const NodeSummary& row : summarize(v)) {
    if (!is_layer_of_neurons(row)) continue;
    std::string layer = row.name;  // nodes of two towers are named "conv1a" and "conv1b"
    if (layer.back() == 'a' || layer.back() == 'b') layer.pop_back();
    if (layer == layer_before)
      neurons.back() += row.output.image_size();
    else
      neurons.push_back(row.output.image_size());
    layer_before = layer;
  }
  std::vector<std::string> texts;
  for (std::int64_t n : neurons) texts.push_back(with_commas(n));
  fmt::print("\ninput {}; neurons {}\n", with_commas(v.input.size()), fmt::join(texts, " - "));
}

void print_differences(const Variant& v) {
  const auto names = variant_names();
  const bool with_variant = std::find(names.begin(), names.end(), v.compared_with) != names.end();
  const bool with_paper = v.compared_with == "paper";
  fmt::print(
      "\nDifferences from {}{}:\n", with_paper ? "the paper" : v.compared_with,
      with_variant && !with_paper ? ", whose own table says how that differs from the paper" : "");
  const std::string there = v.compared_with + ":";
  const std::size_t width = std::max(there.size(), std::strlen("source:"));
  for (const Difference& d : v.differences) {
    fmt::print("  {}\n", d.what);
    fmt::print("    {:{}} {}\n", there, width, d.there);
    fmt::print("    {:{}} {}\n", "here:", width, d.here);
    fmt::print("    {:{}} {}\n", "source:", width, d.source);
  }
}

void run(const Options& o) {
  if (o.list) return list_variants();
  const Variant v = make_variant(o.variant, o.classes);
  fmt::print("{}: {}\n\n", v.name, v.summary);
  print_nodes(v);
  print_neurons(v);
  print_differences(v);
}

}  // namespace

void add_summary_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand(
      "summary", "A network's layers, shapes, parameters, multiply-adds and neurons");
  c->footer("Examples:\n  alexnet summary --list\n  alexnet summary --variant release2012");
  CLI::Option* variant =
      c->add_option("--variant", o->variant, "Which network")->capture_default_str();
  CLI::Option* classes =
      c->add_option("--classes", o->classes, "How many classes; default: the variant's")
          ->check(CLI::Range(2, 1'000'000));
  c->add_flag("--list", o->list, "Only list the variants")->excludes(variant)->excludes(classes);
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
