#pragma once
#include "scene.h"
#include "support/temp_folder.h"
#include "viewer/model/worker.h"

namespace alexnet::test {

/// A run folder of an untrained network whose data are drawn pictures: 60 to learn from, 40 to be
/// tested on.
struct Run {
  explicit Run(std::uint64_t seed = 5) {
    DataRequest data;
    data.drawn_train = 60;
    data.drawn_val = 40;
    const auto names = drawn_source(1, 1, 56, 1).train.class_names;
    write_checkpoint(folder.path(), make_variant("demo", int(names.size())), data, names, 56, seed);
  }
  TempFolder folder;
};

/// What is known when the worker has done that.
inline SnapshotPtr after(Worker& worker, Command command) {
  worker.post(std::move(command));
  worker.wait_until_idle();
  return worker.snapshot();
}

}  // namespace alexnet::test
