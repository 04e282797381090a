#include "cuda/device.h"
#include "support/catch.h"

using namespace alexnet;

TEST_CASE("architectures: machine code runs on its generation, from its own member on") {
  CHECK(0 < cuda::architecture_on("80-real", 80));
  CHECK(0 < cuda::architecture_on("80-real", 86));
  CHECK(0 == cuda::architecture_on("80-real", 90));
  CHECK(0 == cuda::architecture_on("86-real", 80));
  CHECK(0 == cuda::architecture_on("", 90));
}

TEST_CASE("architectures: what the driver compiles runs on all that are not older") {
  CHECK(0 < cuda::architecture_on("80-virtual", 80));
  CHECK(0 < cuda::architecture_on("80-virtual", 120));
  CHECK(0 == cuda::architecture_on("80-virtual", 75));
  CHECK(0 < cuda::architecture_on("90", 120));  // both kinds
  CHECK(0 == cuda::architecture_on("90", 89));
}

TEST_CASE("architectures: one of a list is enough; an exact one runs nowhere else") {
  const char* usual = "75-real 80-real 90";
  for (int capability : {75, 80, 86, 89, 90, 100, 120})
    CHECK(0 < cuda::architecture_on(usual, capability));
  for (int capability : {61, 70, 72}) CHECK(0 == cuda::architecture_on(usual, capability));
  CHECK(0 < cuda::architecture_on("90a", 90));
  CHECK(0 == cuda::architecture_on("90a-real", 100));
  CHECK(0 == cuda::architecture_on("90a", 100));
  CHECK(0 < cuda::architecture_on("native", 61));
}

TEST_CASE(
    "architectures: a device runs the newest machine code that it can, else the newest code") {
  CHECK(cuda::architecture_on("75-real 80-real 90", 86) == 80);
  CHECK(cuda::architecture_on("75-real 80-real 90", 120) == 90);
  CHECK(cuda::architecture_on("75", 90) == 75);  // compiled by the driver, for 7.5
  CHECK(cuda::architecture_on("75 86-real", 89) == 86);
  CHECK(cuda::architecture_on("80-real 86-real", 89) == 86);
  CHECK(cuda::architecture_on("90a", 90) == 90);
  CHECK(cuda::architecture_on("native", 61) == 61);
}
