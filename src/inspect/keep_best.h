#pragma once
#include <algorithm>
#include <vector>

namespace alexnet {

/// Inserts into a list that is sorted, the best first, and keeps its k best. `better(a, b)`:
/// whether a comes before b; of equals the older stays before the newer. Cost: O(k).
template <class T, class Better>
void keep_best(std::vector<T>& best, const T& candidate, int k, Better better) {
  best.insert(std::upper_bound(best.begin(), best.end(), candidate, better), candidate);
  if (int(best.size()) > k) best.pop_back();
}

}  // namespace alexnet
