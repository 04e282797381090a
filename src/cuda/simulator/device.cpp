// Simulated devices.
#include <cstdlib>
#include <thread>

#include "core/check.h"
#include "cuda/device.h"

namespace alexnet {

namespace {

/// The number in an environment variable.
int from_environment(const char* name, int if_unset, int least, int most) {
  const char* text = std::getenv(name);
  if (!text) return if_unset;
  char* end = nullptr;
  const long number = std::strtol(text, &end, 10);
  if (end == text || *end || number < least || number > most)
    throw UsageError(fmt::format("{} is '{}'; expected {} to {}", name, text, least, most));
  return int(number);
}

/// What the devices pretend to be: 75 is compute capability 7.5, the oldest that kernels are
/// compiled for, without tensor cores for tf32 and bf16.
int capability() {
  static const int capability = from_environment("ALEXNET_SIMULATED_CAPABILITY", 90, 75, 129);
  return capability;
}

}  // namespace

bool cuda::is_simulated() { return true; }

int cuda::device_count() {
  static const int count = from_environment("ALEXNET_SIMULATED_DEVICES", 2, 0, 16);
  return count;
}

std::string cuda::why_no_devices() {
  return device_count() > 0 ? "" : "ALEXNET_SIMULATED_DEVICES is 0; without it there are 2";
}

void cuda::check_device(int index) {
  if (index < 0 || index >= device_count())
    throw DeviceUnavailable(
        fmt::format("device cuda:{} is not available: the simulator has {} devices; "
                    "ALEXNET_SIMULATED_DEVICES says how many",
                    index, device_count()));
}

cuda::DeviceInfo cuda::device_info(int index) {
  check_device(index);
  return {.name = "simulated on the CPU",
          .compute_capability = capability(),
          .multiprocessors = int(std::thread::hardware_concurrency()),
          .memory_bytes = 0,
          .l2_bytes = 0,
          .runs_kernels = true};
}

int cuda::compute_capability(int index) {
  check_device(index);
  return capability();
}

int cuda::code_capability(int index) { return compute_capability(index); }

bool cuda::can_access_peer(int from, int to) {
  static const bool can = from_environment("ALEXNET_SIMULATED_PEER_ACCESS", 1, 0, 1) == 1;
  check_device(from);
  check_device(to);
  return can || from == to;
}

std::string cuda::compiled_architectures() { return "the CPU's"; }

void cuda::use_device(int index) { check_device(index); }

cuda::Counters& cuda::counters() {
  static Counters counters;
  return counters;
}

}  // namespace alexnet
