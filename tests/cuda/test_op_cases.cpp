// The ops as `alexnet check` and `alexnet bench` know them: that their comparison can fail.
#include "bench/op_case.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("op cases: before an op has run its results are wrong, and then they are right") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  int ops = 0;
  const auto check = [&](const OpCase& op) {
    INFO(op.node << " " << op.op << " " << op.rung);
    ++ops;
    op.prepare();
    CHECK_FALSE(op.compare().ok);
    op.run(stream);
    const Comparison after = op.compare();
    INFO(after.report);
    CHECK(after.ok);
  };
  for_each_op(make_variant("lenet5"), 1, kDevice.index, check);
  for_each_other_op(make_variant("lenet5"), 1, kDevice.index, check);
  CHECK(ops > 50);
}

TEST_CASE("op cases: an error of the device is told with the op's name, one of usage as it is") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  OpCase op;
  op.node = "conv2a", op.op = "backward_weight", op.rung = "packed";
  op.prepare = [] {};
  op.compare = [] { return Comparison{true, "", 0.5}; };
  op.run = [](const cuda::Stream&) {};
  CHECK(run_and_compare(op, stream).used == 0.5);
  op.run = [](const cuda::Stream&) { throw_error("illegal address"); };
  CHECK_ERROR(run_and_compare(op, stream), "conv2a backward_weight packed: illegal address");
  op.run = [](const cuda::Stream&) { throw UsageError("ALEXNET_THREAD_ORDER: unknown"); };
  CHECK_THROWS_AS(run_and_compare(op, stream), UsageError);
}
