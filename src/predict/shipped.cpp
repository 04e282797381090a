#include "predict/shipped.h"

namespace alexnet {

const std::vector<ShippedNetwork>& shipped_networks() {
  static const std::vector<ShippedNetwork> networks = {
      {Path(ALEXNET_ASSETS) / "mini",
       "The network that comes with the program. It knows 100 kinds of things in photographs."},
      {Path(ALEXNET_ASSETS) / "mini-small-start",
       "The same layers, trained on raw pixels from smaller initial weights: its towers have split "
       "by colour, as in Figure 3. It is wrong more often (chapter 19)."}};
  return networks;
}

Path shipped_network() { return shipped_networks().front().folder; }

Path shipped_photographs() { return Path(ALEXNET_ASSETS) / "photographs"; }

}  // namespace alexnet
