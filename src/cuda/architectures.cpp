#include <algorithm>
#include <charconv>

#include "cuda/device.h"

namespace alexnet {

bool cuda::kernels_run_on(std::string_view architectures, int compute_capability) {
  while (!architectures.empty()) {
    std::string_view word = architectures.substr(0, architectures.find(' '));
    architectures.remove_prefix(std::min(architectures.size(), word.size() + 1));

    int number = 0;
    const auto end = std::from_chars(word.data(), word.data() + word.size(), number);
    if (end.ec != std::errc()) return true;  // "all", "native": trust whoever wrote it
    word.remove_prefix(std::size_t(end.ptr - word.data()));

    const bool same_generation = compute_capability / 10 == number / 10;
    const bool not_older = compute_capability >= number;
    if (word.starts_with('a')) {  // with instructions that no other GPU has
      if (compute_capability == number) return true;
    } else {
      if (!word.ends_with("-virtual") && same_generation && not_older) return true;
      if (!word.ends_with("-real") && not_older) return true;  // the driver compiles it
    }
  }
  return false;
}

}  // namespace alexnet
