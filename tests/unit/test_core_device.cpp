#include "core/device_memory.h"

#include "support/catch.h"

using namespace alexnet;

TEST_CASE("device: its name and index are read and printed") {
  CHECK(Device::parse("cpu") == Device::cpu(0));
  CHECK(Device::parse("cpu:1") == Device::cpu(1));
  CHECK(Device::parse("cuda") == Device::cuda(0));
  CHECK(Device::parse("cuda:12") == Device::cuda(12));
  for (const char* text : {"cpu:0", "cpu:1", "cuda:0", "cuda:3"})
    CHECK(to_text(Device::parse(text)) == text);
}

TEST_CASE("device: two devices are one only if kind and index agree") {
  CHECK(Device::cpu(0) != Device::cpu(1));
  CHECK(Device::cpu(1) != Device::cuda(1));
  CHECK(Device{} == Device::cpu(0));
  CHECK((Device::cpu(1).is_cpu() && !Device::cuda(1).is_cpu()));
}

TEST_CASE("device: any other name is a wrong use, which says what to write") {
  for (const char* text : {"", "gpu", "CPU", "cpu:", "cpu:x", "cpu:-1", "cpu:1x", "cpu: 1",
                           "cuda:0:1", "cuda:99999999999", ":0", "cpu:1.5"}) {
    INFO("'" << text << "'");
    CHECK_THROWS_AS(Device::parse(text), UsageError);
    CHECK_ERROR(Device::parse(text), "'" + std::string(text) + "'", "cuda:0");
  }
}

TEST_CASE("device: every machine has cpu:0 and cpu:1, and none has a hundred GPUs") {
  check_available(Device::cpu(0));
  check_available(Device::cpu(1));
  CHECK_THROWS_AS(check_available(Device::cuda(99)), DeviceUnavailable);
  CHECK_ERROR(check_available(Device::cuda(99)), "cuda:99", "not available");
}
