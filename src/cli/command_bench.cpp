#include <sys/resource.h>

#include <set>

#include <nlohmann/json.hpp>

#include "bench/network_time.h"
#include "bench/op_time.h"
#include "bench/rung_time.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "core/parallel.h"
#include "cuda/device.h"

namespace alexnet::cli {
namespace {

struct Options {
  std::string variant = "paper", device = "cpu";
  MachineOptions machine;
  int batch_size = 32, repeats = 5, steps = 1, rung_batch = 1;
  bool rung_batch_given = false;
  bool json = false, rungs = false;
};

/// What was measured.
struct Report {
  NetworkTime network;
  std::vector<RungTime> cpu_rungs;
  Ceilings ceilings;
  std::vector<OpTime> gpu_ops;
  std::string error;             ///< what ended the GPU's ops before all were measured; or empty
  double peak_memory_bytes = 0;  ///< of the host, until the network was measured
};

/// The most of the host's memory that this program has held so far.
double peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * double(usage.ru_maxrss);  // Linux counts in KiB
}

double gflop_per_s(double multiply_adds, double ms) {
  return ms > 0 ? 2e-6 * multiply_adds / ms : 0;
}

void print_nodes(const NetworkTime& t) {
  fmt::print("{:14} {:>11} {:>9} {:>12} {:>9}\n", "node", "forward ms", "GFLOP/s", "backward ms",
             "GFLOP/s");
  for (const NodeTime& n : t.nodes) {
    const auto speed = [](std::int64_t work, double ms) {
      return work > 0 ? fmt::format("{:.0f}", gflop_per_s(double(work), ms)) : "";
    };
    fmt::print("{:14} {:11.3f} {:>9} {:12.3f} {:>9}\n", n.name, n.forward_ms,
               speed(n.forward_work, n.forward_ms), n.backward_ms,
               speed(n.backward_work, n.backward_ms));
  }
}

/// What the rungs in that table do, each said once.
template <class Time>
void print_ideas(const std::vector<Time>& times) {
  std::set<std::pair<std::string, std::string>> said;
  fmt::print("\n");
  for (const Time& t : times)
    if (*t.idea && said.emplace(t.rung, t.idea).second) fmt::print("{:16} {}\n", t.rung, t.idea);
}

/// The head of the table of a GPU's ops.
void begin_op_table(const Options& o, const Ceilings& c) {
  fmt::print(
      "\nceilings of {}: copy {:.0f} GB/s; TFLOP/s: fp32 {:.1f}, and by mma.sync, the instruction "
      "that our kernels use, tf32 {:.1f}, bf16 {:.1f}\n"
      "(L2: all that the op must move fits into that cache, so it may be faster than the ceiling "
      "of copies)\n\n",
      o.device, c.copy_gb_per_s, c.fp32_tflop_per_s, c.tf32_tflop_per_s, c.bf16_tflop_per_s);
  fmt::print("{:10} {:16} {:16} {:5} {:>10} {:>9} {:>8} {:>11}\n", "node", "op", "rung", "math",
             "ms", "TFLOP/s", "GB/s", "% of ceiling");
}

/// A row of that table, seen as soon as it is there.
void print_op(const OpTime& t) {
  if (!t.wrong.empty())
    fmt::print("{:10} {:16} {:16} {:5}      WRONG: {}\n", t.node, t.op, t.rung, t.math, t.wrong);
  else
    fmt::print("{:10} {:16} {:16} {:5} {:10.4f} {:9.2f} {:8.0f} {:10.0f}%  {}{}\n", t.node, t.op,
               t.rung, t.math, t.ms, t.tflop_per_s, t.gb_per_s, t.percent_of_ceiling,
               to_text(t.output), t.fits_in_l2 ? "  L2" : "");
  std::fflush(stdout);
}

void print_network(const Options& o, const Report& r) {
  const NetworkTime& t = r.network;
  fmt::print("{}, batch of {}, {}, {} threads, median of {}{}\n\n", o.variant, o.batch_size,
             o.device, thread_count(), o.repeats,
             o.steps > 1 ? fmt::format(" measurements of {} steps in a row", o.steps) : "");
  print_nodes(t);
  if (t.towers_share_gpu)
    fmt::print(
        "(both towers run at the same time on {}: a node's time includes what the other tower's "
        "nodes did meanwhile)\n",
        o.device);
  fmt::print(
      "\nforward        {:9.2f} ms  {:8.1f} images/s  {:6.1f} GFLOP/s\n"
      "training step  {:9.2f} ms  {:8.1f} images/s  {:6.1f} GFLOP/s\n",
      t.forward_ms, 1e3 * o.batch_size / t.forward_ms,
      gflop_per_s(double(t.forward_work), t.forward_ms), t.step_ms, 1e3 * o.batch_size / t.step_ms,
      gflop_per_s(double(t.step_work), t.step_ms));
  if (t.graph_ms > 0)
    fmt::print("forward, graph {:9.2f} ms  {:8.1f} images/s\n", t.graph_ms,
               1e3 * o.batch_size / t.graph_ms);
  fmt::print("host memory    {:9.2f} GiB at its peak\n", r.peak_memory_bytes / (1 << 30));
  std::fflush(stdout);  // before the ladders, which take longer and may fail
}

void print_cpu_rungs(const Options& o, const Report& r) {
  fmt::print(
      "\nladders, batch of {}, each rung compared with naive (GFLOP/s: of the formula's "
      "operations)\n",
      o.rung_batch);
  for (const RungTime& rung : r.cpu_rungs)
    fmt::print("{:8} {:16} {:14} {:10.3f} ms{}\n", rung.node, rung.op, rung.rung, rung.ms,
               rung.gflop_per_s > 0 ? fmt::format(" {:8.1f} GFLOP/s", rung.gflop_per_s) : "");
  print_ideas(r.cpu_rungs);
}

nlohmann::json to_json(const OpTime& t) {
  return {{"node", t.node},
          {"op", t.op},
          {"rung", t.rung},
          {"math", t.math},
          {"output", {t.output.n, t.output.c, t.output.h, t.output.w}},
          {"ms", t.ms},
          {"tflop_per_s", t.tflop_per_s},
          {"gb_per_s", t.gb_per_s},
          {"percent_of_ceiling", t.percent_of_ceiling},
          {"fits_in_l2", t.fits_in_l2},
          {"wrong", t.wrong}};
}

void print_json(const Options& o, const Report& r) {
  const NetworkTime& t = r.network;
  nlohmann::json j = {{"variant", o.variant},
                      {"device", o.device},
                      {"math", o.machine.math},
                      {"batch_size", o.batch_size},
                      {"threads", thread_count()},
                      {"repeats", o.repeats},
                      {"steps_in_a_row", o.steps},
                      {"forward_ms", t.forward_ms},
                      {"forward_graph_ms", t.graph_ms},
                      {"step_ms", t.step_ms},
                      {"towers_share_gpu", t.towers_share_gpu},
                      {"error", r.error},
                      {"peak_host_memory_bytes", r.peak_memory_bytes},
                      {"forward_images_per_s", 1e3 * o.batch_size / t.forward_ms},
                      {"step_images_per_s", 1e3 * o.batch_size / t.step_ms},
                      {"forward_gflop_per_s", gflop_per_s(double(t.forward_work), t.forward_ms)},
                      {"step_gflop_per_s", gflop_per_s(double(t.step_work), t.step_ms)},
                      {"nodes", nlohmann::json::array()},
                      {"rungs", nlohmann::json::array()},
                      {"ops", nlohmann::json::array()}};
  for (const NodeTime& n : t.nodes)
    j["nodes"].push_back({{"name", n.name},
                          {"forward_multiply_adds", n.forward_work},
                          {"backward_multiply_adds", n.backward_work},
                          {"forward_ms", n.forward_ms},
                          {"backward_ms", n.backward_ms}});
  for (const RungTime& rung : r.cpu_rungs)
    j["rungs"].push_back({{"node", rung.node},
                          {"op", rung.op},
                          {"rung", rung.rung},
                          {"batch_size", o.rung_batch},
                          {"ms", rung.ms},
                          {"gflop_per_s", rung.gflop_per_s}});
  for (const OpTime& op : r.gpu_ops) j["ops"].push_back(to_json(op));
  if (r.ceilings.copy_gb_per_s > 0)
    j["ceilings"] = {{"copy_gb_per_s", r.ceilings.copy_gb_per_s},
                     {"fp32_tflop_per_s", r.ceilings.fp32_tflop_per_s},
                     {"tf32_tflop_per_s", r.ceilings.tf32_tflop_per_s},
                     {"bf16_tflop_per_s", r.ceilings.bf16_tflop_per_s}};
  fmt::print("{}\n", j.dump(2));
}

/// Every op and rung on the GPU. All of them take minutes; what was measured before a kernel failed
/// is not lost.
void time_gpu_ops(const Options& o, int device, const Variant& variant, Report& report) {
  const auto timed = [&](const OpTime& t) {
    report.gpu_ops.push_back(t);
    if (!o.json) print_op(t);
  };
  try {
    report.ceilings = measure_ceilings(device);
    if (!o.json) begin_op_table(o, report.ceilings);
    time_ops(variant, o.batch_size, device, o.repeats, report.ceilings, timed);
  } catch (const std::exception& error) {
    report.error = error.what();
    if (o.json) print_json(o, report);
    throw;
  }
  if (!o.json) print_ideas(report.gpu_ops);
}

/// The same on the CPU.
void time_cpu_rungs(const Options& o, const Variant& variant, Report& report) {
  try {
    report.cpu_rungs = time_rungs(variant, o.rung_batch, o.repeats);
  } catch (const std::exception& error) {
    report.error = error.what();
    if (o.json) print_json(o, report);
    throw;
  }
  if (!o.json) print_cpu_rungs(o, report);
}

void run(Options& o) {
  // What contradicts itself is refused whichever devices there are.
  const Placement placement = Placement::parse(o.device);
  const Device device = placement.a;
  if (o.rungs && placement.b != device)
    throw UsageError(
        fmt::format("--rungs is about one device; give one of {} and {}, or leave --rungs out",
                    to_text(placement.a), to_text(placement.b)));
  if (o.rung_batch_given && !device.is_cpu())
    throw UsageError(
        "--rung-batch is for the rungs on the CPU; on a GPU they have the batch of --batch-size");
  const Variant variant = make_variant(o.variant);
  o.machine.placement = o.device;
  o.machine.apply();
  Report report;
  report.network = time_network(variant, placement, o.batch_size,
                                {.repeats = o.repeats,
                                 .steps_in_a_row = o.steps,
                                 .math = o.machine.parsed_math(),
                                 .highest_rung = o.machine.rung});
  report.peak_memory_bytes = peak_memory_bytes();
  if (!o.json) print_network(o, report);
  if (o.rungs && device.is_cpu()) {
    time_cpu_rungs(o, variant, report);
  } else if (o.rungs) {
    time_gpu_ops(o, device.index, variant, report);
  }
  if (o.json) print_json(o, report);
  const auto wrong = std::count_if(report.gpu_ops.begin(), report.gpu_ops.end(),
                                   [](const OpTime& t) { return !t.wrong.empty(); });
  ALEXNET_CHECK(wrong == 0,
                "{} of {} ops on {} differ from the CPU by more than rounding can explain", wrong,
                report.gpu_ops.size(), o.device);
}

}  // namespace

void add_bench_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand("bench", "Time a network: each node, the whole, and each rung");
  c->footer(
      "Examples:\n"
      "  alexnet bench --variant paper --batch-size 32 --threads 1 --rungs\n"
      "  alexnet bench --variant paper --batch-size 128 --device cuda:0 --math tf32 --rungs");
  c->add_option("--variant", o->variant, "Which network")->capture_default_str();
  c->add_option("--device", o->device,
                "Where the towers run: a device, or one each, as --placement of train")
      ->capture_default_str();
  o->machine.add_arithmetic(*c);
  c->add_option("--batch-size", o->batch_size, "Pictures per batch")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  c->add_option("--repeats", o->repeats, "How many measurements; their median is reported")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  c->add_option("--steps", o->steps,
                "Steps timed together in a row, with one wait for the GPU after the last")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  CLI::Option* rungs = c->add_flag(
      "--rungs", o->rungs,
      "Also every rung of every ladder; on a GPU, beside the device's measured ceilings");
  CLI::Option* rung_batch = c->add_option("--rung-batch", o->rung_batch,
                                          "Batch size for the rungs on the CPU; naive is slow")
                                ->check(CLI::Range(1, 256))
                                ->needs(rungs)
                                ->capture_default_str();
  c->add_flag("--json", o->json, "Print JSON");
  c->callback([o, rung_batch] {
    o->rung_batch_given = rung_batch->count() > 0;
    run(*o);
  });
}

}  // namespace alexnet::cli
