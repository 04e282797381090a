#include "predict/shipped.h"

namespace alexnet {

Path shipped_network() { return Path(ALEXNET_ASSETS) / "mini"; }

Path shipped_photographs() { return Path(ALEXNET_ASSETS) / "photographs"; }

}  // namespace alexnet
