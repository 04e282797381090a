#include "support/catch.h"
#include "viewer/model/kernel_facts.h"

using namespace alexnet;
using namespace alexnet::viewer;

namespace {

enum class Kind { grey, pure_colour, mixed };

/// Kernels of one kind: equal channels, channels that sum to zero, or the red channel alone.
Tensor kernels(Kind kind, int count) {
  Tensor filters("f", Shape::filters(count, 3, 5, 5));
  const TensorView f = filters;
  for (int k = 0; k < count; ++k)
    for (int y = 0; y < 5; ++y)
      for (int x = 0; x < 5; ++x) {
        const float value = (x + y) % 2 ? 1.0f : -1.0f;
        f(k, 0, y, x) = value;
        if (kind == Kind::grey) f(k, 1, y, x) = f(k, 2, y, x) = value;
        if (kind == Kind::pure_colour) f(k, 1, y, x) = -value;
      }
  return filters;
}

ColourFacts with_shares(std::vector<float> shares, float median) {
  ColourFacts facts;
  facts.shares = std::move(shares);
  facts.median = median;
  return facts;
}

SplitTest test_of(const ColourFacts& a, const ColourFacts& b) {
  return split_test(a.shares, b.shares);
}

}  // namespace

TEST_CASE("colour facts: grey has none, opposed channels nothing else, one channel two thirds") {
  const ColourFacts grey = colour_facts(kernels(Kind::grey, 4));
  CHECK(grey.median < 1e-6f);
  CHECK(grey.histogram[0] == 4);
  const ColourFacts colour = colour_facts(kernels(Kind::pure_colour, 3));
  CHECK(colour.median == 1);
  CHECK(colour.histogram[ColourFacts::kBins - 1] == 3);  // 1 belongs to the last bin
  const ColourFacts mixed = colour_facts(kernels(Kind::mixed, 5));
  CHECK(std::abs(mixed.median - 2.0f / 3) < 1e-6f);
  CHECK(mixed.histogram[6] == 5);
}

TEST_CASE("colour facts: of a network that diverged") {
  for (float bad :
       {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    Tensor filters = kernels(Kind::pure_colour, 3);
    filters.data()[0] = bad;
    const ColourFacts facts = colour_facts(filters);
    CHECK(facts.shares == std::vector<float>{0, 1, 1});
    CHECK(facts.histogram[0] == 1);
  }
}

TEST_CASE("colour sentence: a split is named, and swapping the towers swaps the names") {
  const ColourFacts grey = colour_facts(kernels(Kind::grey, 8));
  const ColourFacts colour = colour_facts(kernels(Kind::pure_colour, 8));
  CHECK(separation(grey, colour) == 1);
  CHECK(separation(colour, grey) == 0);
  const std::string b_is_colour = colour_sentence(grey, colour, test_of(grey, colour));
  CHECK_THAT(b_is_colour, contains("tower a's kernels are largely colour-agnostic"));
  CHECK_THAT(b_is_colour, contains("tower b's largely colour-specific (1.00; p = 0.000"));
  CHECK_THAT(b_is_colour, contains("tower b's has more colour in 100 of 100 pairs"));
  const std::string a_is_colour = colour_sentence(colour, grey, test_of(colour, grey));
  CHECK_THAT(a_is_colour, contains("tower b's kernels are largely colour-agnostic"));
  CHECK_THAT(a_is_colour, contains("tower a's largely colour-specific (1.00; p = 0.000"));
}

TEST_CASE("colour sentence: says no split, a tendency, or nothing learned where it is so") {
  const ColourFacts some = with_shares({0.1f, 0.3f, 0.5f, 0.7f}, 0.4f);
  CHECK(separation(some, some) == 0.5);
  CHECK_THAT(colour_sentence(some, some, test_of(some, some)), contains("No split"));
  const ColourFacts more = with_shares({0.2f, 0.4f, 0.8f, 0.9f}, 0.6f);
  // Four kernels say little.
  CHECK_THAT(colour_sentence(some, more, test_of(some, more)),
             contains("No split") && contains("0.40 in tower a and 0.57 in tower b"));
  SplitTest not_chance;
  not_chance.p = 0.01;
  CHECK_THAT(colour_sentence(some, more, not_chance),
             contains("A tendency, no split") && contains("p = 0.01") &&
                 contains("medians, 0.40 and 0.60, it is not"));
  // By the medians one tower is grey and the other colourful, though some kernels of each are not.
  const ColourFacts mostly_grey = with_shares({0.1f, 0.1f, 0.2f, 0.7f}, 0.15f);
  const ColourFacts mostly_colour = with_shares({0.1f, 0.6f, 0.8f, 0.9f}, 0.7f);
  CHECK_THAT(colour_sentence(mostly_colour, mostly_grey, not_chance),
             contains("The towers have split: tower b's kernels are largely colour-agnostic") &&
                 contains("tower a's has more colour in 75 of 100 pairs"));
  CHECK_THAT(colour_sentence(more, some, not_chance),
             contains("0.57 in tower a and 0.40 in tower b"));
  SplitTest nearly_always;
  nearly_always.p = 0.9992;
  CHECK_THAT(colour_sentence(some, more, nearly_always), contains("(p = 0.999)"));
  nearly_always.p = 0.9999;
  CHECK_THAT(colour_sentence(some, more, nearly_always), contains("(p = 0.999)"));
  SplitTest just_chance;
  just_chance.p = 0.0504;
  CHECK_THAT(colour_sentence(some, more, just_chance),
             contains("No split") && contains("p = 0.0504"));
  const ColourFacts random = with_shares({0.64f, 0.66f, 0.67f, 0.7f}, 0.665f);
  CHECK_THAT(colour_sentence(random, random, test_of(random, random)),
             contains("nothing is learned yet"));
  CHECK_THAT(colour_sentence(random), contains("nothing is learned yet"));
  CHECK_THAT(colour_sentence(some), contains("One tower"));
}

TEST_CASE("axis sentence: towers that see different colours are said to, and only they") {
  ColourFacts a = with_shares({0.1f, 0.9f}, 0.5f), b = with_shares({0.2f, 0.8f}, 0.5f);
  a.axis = {0.1f, 0.17f};
  b.axis = {-0.2f, 0.01f};
  SplitTest test;
  CHECK(axis_sentence(a, b, test).empty());
  test.p = 0.001;
  CHECK_THAT(axis_sentence(a, b, test), contains("tower a sets red against cyan") &&
                                            contains("tower b yellow against blue (p = 0.001)"));
  CHECK_THAT(axis_sentence(b, a, test), contains("tower a sets yellow against blue"));
  const ColourFacts random = with_shares({0.64f, 0.66f, 0.67f, 0.7f}, 0.665f);
  CHECK(axis_sentence(random, random, test).empty());
}

TEST_CASE("kernel order: their own, or the greyest first and equals as they were") {
  const ColourFacts facts = with_shares({0.5f, 0.1f, 0.5f, 0.2f}, 0.35f);
  CHECK(kernel_order(facts, false) == std::vector<int>{0, 1, 2, 3});
  CHECK(kernel_order(facts, true) == std::vector<int>{1, 3, 0, 2});
}
