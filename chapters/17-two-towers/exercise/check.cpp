// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "exercises.h"
#include "model/summary.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void check_bytes_that_cross(Report& report) {
  // pool2, pool5 and drop6 cross both ways, drop7 only to tower a; 4 bytes, there and back.
  report.compare("paper, one picture", double(bytes_that_cross(make_variant("paper"), 1)),
                 8.0 * (2 * 128 * 13 * 13 + 2 * 128 * 6 * 6 + 2 * 2048 + 2048));
  report.compare("paper, 128 pictures", double(bytes_that_cross(make_variant("paper"), 128)),
                 60'030'976);
  report.compare("demo, one picture", double(bytes_that_cross(make_variant("demo"), 1)),
                 8.0 * (2 * 32 * 6 * 6 + 2 * 32 * 3 * 3 + 2 * 256 + 256));
  report.compare("one-tower", double(bytes_that_cross(make_variant("one-tower"), 128)), 0);
  Variant twice = make_variant("paper");
  for (NodeSpec& node : twice.nodes)  // fc7 reads fc6's input too, which has crossed already
    if (node.name.starts_with("fc7")) node.inputs.insert(node.inputs.end(), {"pool5a", "pool5b"});
  report.compare("a network where pool5 is read twice", double(bytes_that_cross(twice, 1)),
                 60'030'976 / 128);
}

void check_every_map_seen(Report& report) {
  const Variant yours = with_every_map_seen(make_variant("paper"));
  double parameters = 0, multiply_adds = 0;
  for (const NodeSummary& node : summarize(yours)) {
    parameters += double(node.parameters);
    multiply_adds += double(node.multiply_adds);
  }
  report.compare("parameters (restricted: 60,965,224)", parameters, 62'378'344);
  report.compare("multiply-adds (restricted: 724,406,816)", multiply_adds, 1'135'256'096);
  for (const NodeSpec& node : yours.nodes) {
    std::string expected;
    if (node.name.starts_with("conv2")) expected = "pool1a, pool1b";
    if (node.name.starts_with("conv3")) expected = "pool2a, pool2b";
    if (node.name.starts_with("conv4")) expected = "relu3a, relu3b";
    if (node.name.starts_with("conv5")) expected = "relu4a, relu4b";
    if (node.name.starts_with("conv1")) expected = "data";
    if (expected.empty()) continue;
    const std::string reads = fmt::format("{}", fmt::join(node.inputs, ", "));
    report.check(fmt::format("{} reads {}", node.name, expected), reads == expected,
                 "yours " + reads);
  }
}

void check_time_of(Report& report) {
  report.compare("nothing to do", time_of({}), 0);
  report.compare("one queue: 2 + 3", time_of({{Tower::a, 2, {}}, {Tower::a, 3, {}}}), 5);
  report.compare("two queues: 2 beside 3", time_of({{Tower::a, 2, {}}, {Tower::b, 3, {}}}), 3);
  report.compare("two queues that wait: 2, then 3",
                 time_of({{Tower::a, 2, {}}, {Tower::b, 3, {0}}}), 5);
  report.compare(
      "what it waits for is done long before",
      time_of({{Tower::a, 1, {}}, {Tower::b, 5, {}}, {Tower::b, 2, {0}}, {Tower::a, 3, {}}}), 7);
  report.compare("a crossing each way: 4 + 1 + 6",
                 time_of({{Tower::a, 4, {}},
                          {Tower::b, 2, {}},
                          {Tower::a, 1, {1}},
                          {Tower::b, 1, {0}},
                          {Tower::a, 3, {}},
                          {Tower::b, 6, {}}}),
                 11);
}

/// A piece of a queue by name.
struct Piece {
  char name;
  Tower tower;
  std::string waits_for;
};

/// Says with which durations c begins before x is done, or r before c is; empty: with none.
std::string what_goes_wrong(const std::vector<Piece>& program) {
  for (unsigned slow = 0; slow < 1U << program.size(); ++slow) {  // each piece takes 1 or 10
    std::array<double, 2> queue_free = {0, 0};
    std::array<double, 128> begin = {}, end = {};
    for (std::size_t i = 0; i < program.size(); ++i) {
      const Piece& p = program[i];
      const std::size_t name = std::size_t(p.name);
      double& free = queue_free[std::size_t(p.tower)];
      for (const char other : p.waits_for) free = std::max(free, end[std::size_t(other)]);
      begin[name] = free;
      end[name] = free += slow >> i & 1 ? 10 : 1;
    }
    if (begin['c'] < end['x'])
      return fmt::format("c can begin at {} when x is done at {}", begin['c'], end['x']);
    if (begin['r'] < end['c'])
      return fmt::format("r can begin at {} when c is done at {}", begin['r'], end['c']);
  }
  return "";
}

void check_right(Report& report) {
  const Right yours = which_are_right();
  const auto check = [&](const char* what, bool says_right, const std::vector<Piece>& program) {
    const std::string wrong = what_goes_wrong(program);
    report.check(what, says_right == wrong.empty(),
                 wrong.empty() ? "you say wrong; c begins after x and r after c, whatever they take"
                               : "you say right; but " + wrong);
  };
  constexpr Tower a = Tower::a, b = Tower::b;
  const Piece before_x{'p', a, ""}, x{'x', a, ""}, before_c{'q', b, ""};
  check("wait_before_copy", yours.wait_before_copy,
        {before_x, before_c, x, {'c', b, "x"}, {'r', b, ""}});
  check("wait_after_copy", yours.wait_after_copy,
        {before_x, before_c, x, {'c', b, ""}, {'r', b, "x"}});
  check("wait_before_read", yours.wait_before_read,
        {before_x, before_c, x, {'c', b, ""}, {'r', b, ""}, {'z', a, "c"}});
  check("host_waits", yours.host_waits, {before_x, before_c, x, {'c', b, "x"}, {'r', b, "x"}});
  check("a_copies", yours.a_copies, {before_x, before_c, x, {'c', a, ""}, {'r', b, ""}});
  check("a_copies_b_waits", yours.a_copies_b_waits,
        {before_x, before_c, x, {'c', a, ""}, {'r', b, "c"}});
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"how many bytes cross", check_bytes_that_cross},
                          {"every map seen", check_every_map_seen},
                          {"when all is done", check_time_of},
                          {"the order of waits", check_right}});
}
