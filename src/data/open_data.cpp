#include "data/open_data.h"

#include <filesystem>

#include "core/log.h"

namespace alexnet {
namespace {

/// "drawn" stands for the pictures that are drawn, even if a folder has that name; ./drawn opens
/// the folder.
bool is_packed(const DataRequest& request) {
  return request.data != "drawn" && std::filesystem::exists(packed_train(request.data));
}

}  // namespace

Dataset open_split(const DataRequest& request, Split split, const LoadProgress& progress) {
  const bool train = split == Split::train;
  const Path folder = request.data;
  if (is_packed(request)) {
    check_packed_together(folder);
    return open_packed(train ? packed_train(folder) : packed_val(folder));
  }
  const ImageSource source = open_source(request, split);
  log_info("reading {} pictures from {} ...", source.size(), request.data);
  return load(source, request.side, progress);
}

TrainingData open_data(const DataRequest& request, const LoadProgress& progress) {
  const Path folder = request.data;
  if (is_packed(request)) {
    check_packed_together(folder);
    TrainingData data{open_packed(packed_train(folder)), open_packed(packed_val(folder)),
                      open_packed_statistics(packed_train(folder))};
    ALEXNET_CHECK(
        data.train.class_names() == data.val.class_names() &&
            data.train.side() == data.val.side() && data.train.channels() == data.val.channels(),
        "{}: train and val were not packed together; pack them again with `alexnet prepare`",
        folder.string());
    return data;
  }
  const Splits splits = open_source(request);
  log_info("reading {} training and {} validation pictures from {} ...", splits.train.size(),
           splits.val.size(), request.data);
  TrainingData data{
      load(splits.train, request.side, progress), load(splits.val, request.side, progress), {}};
  data.statistics = compute_statistics(data.train);
  return data;
}

}  // namespace alexnet
