#include <algorithm>
#include <charconv>

#include "cuda/device.h"

namespace alexnet {

int cuda::architecture_on(std::string_view architectures, int compute_capability) {
  int machine_code = 0, for_the_driver = 0;
  while (!architectures.empty()) {
    std::string_view word = architectures.substr(0, architectures.find(' '));
    architectures.remove_prefix(std::min(architectures.size(), word.size() + 1));

    int number = 0;
    const auto end = std::from_chars(word.data(), word.data() + word.size(), number);
    if (end.ec != std::errc()) return compute_capability;  // "all", "native": as its author says
    word.remove_prefix(std::size_t(end.ptr - word.data()));

    const bool same_generation = compute_capability / 10 == number / 10;
    const bool not_older = compute_capability >= number;
    if (word.starts_with('a')) {  // with instructions that no other GPU has
      if (compute_capability == number) machine_code = number;
    } else {
      if (!word.ends_with("-virtual") && same_generation && not_older)
        machine_code = std::max(machine_code, number);
      if (!word.ends_with("-real") && not_older) for_the_driver = std::max(for_the_driver, number);
    }
  }
  return machine_code > 0 ? machine_code : for_the_driver;
}

}  // namespace alexnet
