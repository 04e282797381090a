#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/common.h"
#include "core/parallel.h"
#include "train/benchmark.h"

namespace alexnet::cli {
namespace {

struct Options {
  std::string variant = "paper", device = "cpu";
  MachineOptions machine;
  int batch_size = 32, repeats = 5, rung_batch = 1;
  bool json = false, rungs = false;
};

double gflop_per_s(double multiply_adds, double ms) {
  return ms > 0 ? 2e-6 * multiply_adds / ms : 0;
}

void print_text(const Options& o, const NetworkTime& t, const std::vector<RungTime>& rungs) {
  fmt::print("{}, batch of {}, {} threads, median of {}\n\n", o.variant, o.batch_size,
             thread_count(), o.repeats);
  fmt::print("{:14} {:>11} {:>9} {:>12} {:>9}\n", "node", "forward ms", "GFLOP/s", "backward ms",
             "GFLOP/s");
  for (const NodeTime& n : t.nodes) {
    const double work = double(n.multiply_adds);
    fmt::print("{:14} {:11.2f} {:>9} {:12.2f} {:>9}\n", n.name, n.forward_ms,
               work ? fmt::format("{:.0f}", gflop_per_s(work, n.forward_ms)) : "", n.backward_ms,
               work ? fmt::format("{:.0f}", gflop_per_s(2 * work, n.backward_ms)) : "");
  }
  fmt::print(
      "\nforward        {:9.1f} ms  {:8.1f} images/s  {:6.1f} GFLOP/s\n"
      "training step  {:9.1f} ms  {:8.1f} images/s  {:6.1f} GFLOP/s\n",
      t.forward_ms, 1e3 * o.batch_size / t.forward_ms,
      gflop_per_s(double(t.multiply_adds), t.forward_ms), t.step_ms, 1e3 * o.batch_size / t.step_ms,
      gflop_per_s(3.0 * double(t.multiply_adds), t.step_ms));
  if (rungs.empty()) return;
  fmt::print("\nladders, batch of {}, each rung equal to naive bit for bit\n", o.rung_batch);
  for (const RungTime& r : rungs)
    fmt::print("{:8} {:16} {:14} {:10.3f} ms {:8.1f} GFLOP/s\n", r.node, r.op, r.rung, r.ms,
               r.gflop_per_s);
}

void print_json(const Options& o, const NetworkTime& t, const std::vector<RungTime>& rungs) {
  nlohmann::json j = {{"variant", o.variant},
                      {"device", o.device},
                      {"batch_size", o.batch_size},
                      {"threads", thread_count()},
                      {"repeats", o.repeats},
                      {"forward_ms", t.forward_ms},
                      {"step_ms", t.step_ms},
                      {"forward_images_per_s", 1e3 * o.batch_size / t.forward_ms},
                      {"step_images_per_s", 1e3 * o.batch_size / t.step_ms},
                      {"forward_gflop_per_s", gflop_per_s(double(t.multiply_adds), t.forward_ms)},
                      {"step_gflop_per_s", gflop_per_s(3.0 * double(t.multiply_adds), t.step_ms)},
                      {"nodes", nlohmann::json::array()},
                      {"rungs", nlohmann::json::array()}};
  for (const NodeTime& n : t.nodes)
    j["nodes"].push_back({{"name", n.name},
                          {"multiply_adds", n.multiply_adds},
                          {"forward_ms", n.forward_ms},
                          {"backward_ms", n.backward_ms}});
  for (const RungTime& r : rungs)
    j["rungs"].push_back({{"node", r.node},
                          {"op", r.op},
                          {"rung", r.rung},
                          {"batch_size", o.rung_batch},
                          {"ms", r.ms},
                          {"gflop_per_s", r.gflop_per_s}});
  fmt::print("{}\n", j.dump(2));
}

void run(Options& o) {
  const Device device = Device::parse(o.device);
  check_available(device);
  o.machine.placement = o.device;
  const Placement placement = o.machine.apply();
  const Variant variant = make_variant(o.variant);
  const NetworkTime time = time_network(variant, placement, o.batch_size, o.repeats);
  std::vector<RungTime> rungs;
  if (o.rungs) rungs = time_rungs(variant, o.rung_batch, o.repeats);
  o.json ? print_json(o, time, rungs) : print_text(o, time, rungs);
}

}  // namespace

void add_bench_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand("bench", "Time a network: per node, in whole, and per rung");
  c->footer("Example:\n  alexnet bench --variant paper --batch-size 32 --threads 1 --rungs");
  c->add_option("--variant", o->variant, "Which network")->capture_default_str();
  c->add_option("--device", o->device, "Where both towers run")->capture_default_str();
  c->add_option("--threads", o->machine.threads, "CPU threads; 0 takes one per processor")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  c->add_option("--batch-size", o->batch_size, "Pictures at a time")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  c->add_option("--repeats", o->repeats, "Repeats of which the median is taken")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  c->add_flag("--rungs", o->rungs, "Also every rung of the convolution and linear ladders");
  c->add_option("--rung-batch", o->rung_batch, "Pictures for the rungs; naive is slow")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  c->add_flag("--json", o->json, "Print JSON");
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
