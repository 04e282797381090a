#include "bench/op_case.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "core/device_memory.h"
#include "cuda/device.h"

namespace alexnet::cli {
namespace {

struct Options {
  std::string variant, device = "cuda:0";
  int batch_size = 2;
};

void run(const Options& o) {
  const Device device = Device::parse(o.device);
  if (device.is_cpu())
    throw UsageError(
        "check compares a GPU with the CPU: give --device cuda:0 or another (`alexnet bench "
        "--rungs` "
        "compares the CPU's rungs with each other)");
  check_available(device);
  // The simulator would need minutes for the paper's layers.
  const std::string name = !o.variant.empty() ? o.variant : cuda::is_simulated() ? "demo" : "paper";
  const Variant variant = make_variant(name);

  fmt::print("{}, batch of {}, {} ({}) against the CPU\n\n", name, o.batch_size, o.device,
             cuda::device_info(device.index).name);
  fmt::print("{:14} {:16} {:16} {:5} {:>11}  {}\n", "node", "op", "rung", "math", "% allowed",
             "worst element");
  const cuda::Stream stream(device.index);
  int all = 0, wrong = 0;
  const auto compared = [&](const OpCase& op) {
    try {
      return run_and_compare(op, stream);
    } catch (const Error&) {  // after which a GPU may not be usable any more
      fmt::print("\n");
      throw;
    }
  };
  const auto check_op = [&](const OpCase& op) {
    fmt::print("{:14} {:16} {:16} {:5} ", op.node, op.op, op.rung, to_text(op.math));
    std::fflush(stdout);  // if one hangs, it is clear which
    const Comparison comparison = compared(op);
    ++all;
    wrong += !comparison.ok;
    fmt::print("{:>10.0f}%  {}{}\n", 100 * comparison.used,
               comparison.ok ? "" : "WRONG: ", comparison.report);
  };
  for_each_op(variant, o.batch_size, device.index, check_op);
  for_each_other_op(variant, o.batch_size, device.index, check_op);
  ALEXNET_CHECK(wrong == 0,
                "{} of {} ops on {} differ from the CPU by more than rounding can explain", wrong,
                all, o.device);
  fmt::print("\nall {} ops agree with the CPU\n", all);
}

}  // namespace

void add_check_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand("check", "Compare every op and rung on a GPU with the CPU");
  c->footer(
      "Examples:\n"
      "  alexnet check --device cuda:0\n"
      "  alexnet check --device cuda:0 --variant paper --batch-size 3    minutes in the simulator");
  c->add_option("--device", o->device, "Which GPU, real or simulated")->capture_default_str();
  c->add_option("--variant", o->variant,
                "Which network's layers; default: paper, or demo in the simulator");
  c->add_option("--batch-size", o->batch_size, "Pictures per batch")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
