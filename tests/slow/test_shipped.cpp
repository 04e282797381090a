// The error rates of the shipped network, on all validation photographs of its data set.
#include "predict/evaluate.h"
#include "predict/trained_model.h"
#include "support/model_card.h"
#include "support/photographs.h"
#include "train/run_folder.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

// Twenty of 10,000 pictures. The card's rounding takes five of them; the rest is for processors
// that round differently from the one on which it was written.
constexpr double kMargin = 0.002;

void check_errors(const Evaluation& found, const CardErrors& card) {
  WARN("top-1 error " << 100 * found.top1_error << "%, top-5 error " << 100 * found.top5_error
                      << "% on " << found.pictures << " pictures");
  CHECK(found.pictures == 10000);
  CHECK(std::abs(found.top1_error - card.top1_error) < kMargin);
  CHECK(std::abs(found.top5_error - card.top5_error) < kMargin);
}

}  // namespace

TEST_CASE("shipped networks: err on photographs as often as their cards say") {
  const Path archive = data_folder("mini-imagenet") / "val.tar.gz";
  if (!std::filesystem::exists(archive))
    SKIP_TEST("there is no $ALEXNET_DATA/mini-imagenet/val.tar.gz");
  const TempFolder folder;
  unpack(archive, folder.path());
  std::filesystem::copy(data_folder("mini-imagenet") / "classes.tsv", folder / "classes.tsv");
  for (const auto& [network, what] : shipped_networks()) {
    INFO(network.string());
    TrainedModel model = TrainedModel::open(find_checkpoint(network), Placement{}, 100);
    const Preprocessing& p = model.preprocessing;
    const Dataset photographs = load(folder_source(folder / "val"), p.picture_side)
                                    .in_order_of(p.names_in_data)
                                    .renamed(p.class_names);
    check_errors(evaluate(model.network, photographs, p, Views::centre),
                 card_errors(network, "one view"));
    check_errors(evaluate(model.network, photographs, p, Views::ten),
                 card_errors(network, "ten views"));
  }
}
