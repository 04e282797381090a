#include <cmath>
#include <map>

#include "model/layer_factory.h"
#include "model/summary.h"
#include "support/tensors.h"
#include "train/recipe.h"

using namespace alexnet;

namespace {

struct Totals {
  std::int64_t parameters = 0, multiply_adds = 0;
};

Totals totals(const Variant& variant) {
  Totals sum;
  for (const NodeSummary& row : summarize(variant)) {
    sum.parameters += row.parameters;
    sum.multiply_adds += row.multiply_adds;
  }
  return sum;
}

/// Elements of a node's output for one image, both towers together.
std::int64_t neurons(const Variant& variant, const std::string& layer) {
  std::int64_t sum = 0;
  for (const NodeSummary& row : summarize(variant))
    if (row.name == layer || row.name == layer + "a" || row.name == layer + "b")
      sum += row.output.image_size();
  return sum;
}

/// How a layer's parameters begin, in each of its towers.
std::vector<Init> inits_of(const Variant& variant, const std::string& layer) {
  std::vector<Init> inits;
  for (const NodeSpec& node : variant.nodes) {
    if (node.name != layer && node.name != layer + "a" && node.name != layer + "b") continue;
    if (const auto* conv = std::get_if<ConvSpec>(&node.layer)) inits.push_back(conv->init);
    if (const auto* fc = std::get_if<LinearSpec>(&node.layer)) inits.push_back(fc->init);
  }
  return inits;
}

}  // namespace

TEST_CASE("variants: an output adds up products of all its layer's inputs") {
  const std::vector<Shape> pictures = {{128, 3, 224, 224}};
  CHECK(weights_per_output(ConvSpec{48, 11, {4, 0}, {}}, pictures) == 11 * 11 * 3);
  const std::vector<Shape> both_towers = {{2, 3, 2, 2}, {2, 5, 1, 1}};
  CHECK(weights_per_output(ConvSpec{48, 3, {1, 1}, {}}, both_towers) == 3 * 3 * 8);
  CHECK(weights_per_output(LinearSpec{6, {}}, both_towers) == 17);
  CHECK(weights_per_output(ReluSpec{}, pictures) == 0);
}

TEST_CASE("variants: however narrow, a tower has a filter of its own") {
  for (const std::string& name : variant_names()) {
    INFO(name);
    const Variant variant = narrowed(make_variant(name), 1000);
    for (const NodeSpec& node : variant.nodes)
      if (const auto* conv = std::get_if<ConvSpec>(&node.layer))
        CHECK(conv->filters >= variant.halo + 1);
    CHECK(totals(variant).parameters > 0);
  }
}

TEST_CASE("variants: the paper's network has the paper's numbers") {
  const Variant paper = make_variant("paper");
  CHECK(totals(paper).parameters == 60965224);
  CHECK(totals(paper).multiply_adds == 724406816);
  CHECK(paper.input.size() == 150528);
  CHECK(neurons(paper, "conv1") == 290400);  // the paper prints 253,440: a 48 in place of a 55
  CHECK(neurons(paper, "conv2") == 186624);
  CHECK(neurons(paper, "conv3") == 64896);
  CHECK(neurons(paper, "conv4") == 64896);
  CHECK(neurons(paper, "conv5") == 43264);
  CHECK(neurons(paper, "fc6") == 4096);
  CHECK(neurons(paper, "fc7") == 4096);
  CHECK(neurons(paper, "fc8") == 1000);
}

TEST_CASE("variants: others have the numbers that their sources give") {
  // Weights alone: "145-half" of the 2012 code has 59,788,304.
  const Variant half = make_variant("one-tower");
  std::int64_t biases = 0;
  for (const NodeSummary& row : summarize(half))
    if (row.parameters > 0) biases += row.output.c;
  CHECK(totals(half).parameters - biases == 59788304);

  CHECK(totals(make_variant("release2012")).parameters == 60965224);
  CHECK(totals(make_variant("no-lrn")).parameters == 60965224);
  CHECK(totals(make_variant("pool-2-2")).parameters == 60965224);  // the maps end at 6x6 as well
  CHECK(totals(make_variant("ungrouped")).parameters == 62378344);
  CHECK(totals(make_variant("cifar-relu")).parameters == 89578);  // cuda-convnet's 19% net
  CHECK(totals(make_variant("cifar-tanh")).parameters == 89578);
  // cuda-convnet2's net for one GPU has as many, and so has torchvision's alexnet().
  CHECK(totals(make_variant("torchvision")).parameters == 61100840);
  CHECK(neurons(make_variant("torchvision"), "conv1") == 64 * 55 * 55);
  // Without the copies and the weights that are 0, Caffe's numbers are the paper's.
  const std::int64_t more_in_conv1 = 4 * (3 * 11 * 11 + 1);
  const std::int64_t more_in_conv2 = 2 * (130 * (100 * 25 + 1) - 128 * (48 * 25 + 1));
  const std::int64_t more_in_conv3 = 2 * 192 * 4 * 9;
  CHECK(totals(make_variant("caffe")).parameters - more_in_conv1 - more_in_conv2 - more_in_conv3 ==
        60965224);
  CHECK(neurons(make_variant("cifar-relu"), "pool1") == 32 * 16 * 16);
  CHECK(neurons(make_variant("cifar-relu"), "pool3") == 64 * 4 * 4);
}

TEST_CASE("variants: initial weights and biases are those of the paper, and of the released code") {
  // Paper, section 5: 0.01 everywhere; biases of 1 in conv2, conv4, conv5, fc6 and fc7. In
  // layers-145.cfg initW is 0.03 in conv3, conv4 and conv5.
  const std::map<std::string, Real> biases = {{"conv1", 0}, {"conv2", 1}, {"conv3", 0},
                                              {"conv4", 1}, {"conv5", 1}, {"fc6", 1},
                                              {"fc7", 1},   {"fc8", 0}};
  for (const char* name : {"paper", "release2012"})
    for (const auto& [layer, bias] : biases) {
      INFO(name << ": " << layer);
      const bool is_wide = name == std::string("release2012") &&
                           (layer == "conv3" || layer == "conv4" || layer == "conv5");
      const std::vector<Init> inits = inits_of(make_variant(name), layer);
      CHECK(inits.size() == (layer == "fc8" ? 1 : 2));
      for (const Init& init : inits) {
        CHECK(init.weight_stddev == Real(is_wide ? 0.03 : 0.01));
        CHECK(init.bias == bias);
        CHECK(!init.scale_to_inputs);
      }
    }
}

TEST_CASE("variants: normalization has the constants of the paper, and of the released code") {
  // Section 3.3; the 2012 code divides alpha by size when it reads its file.
  for (const auto& [name, alpha] : {std::pair{"paper", Real(1e-4)}, {"release2012", Real(2e-5)}}) {
    INFO(name);
    int count = 0;
    for (const NodeSpec& node : make_variant(name).nodes) {
      const auto* lrn = std::get_if<LrnSpec>(&node.layer);
      if (!lrn) continue;
      ++count;
      CHECK(lrn->params.size == 5);
      CHECK(lrn->params.k == 2);
      CHECK(lrn->params.alpha == Approx(alpha));
      CHECK(lrn->params.beta == Real(0.75));
    }
    CHECK(count == 4);
  }
}

TEST_CASE("variants: the nets of Figure 1 differ in their non-linearity and in nothing else") {
  const NodeList relu = make_variant("cifar-relu").nodes, tanh = make_variant("cifar-tanh").nodes;
  REQUIRE(relu.size() == tanh.size());
  int nonlinearities = 0;
  for (std::size_t i = 0; i < relu.size(); ++i) {
    INFO(relu[i].name);
    CHECK(relu[i].name == tanh[i].name);
    if (std::holds_alternative<ReluSpec>(relu[i].layer)) {
      ++nonlinearities;
      CHECK(std::holds_alternative<TanhSpec>(tanh[i].layer));
    } else {
      CHECK(to_text(relu[i].layer) == to_text(tanh[i].layer));
    }
  }
  CHECK(nonlinearities == 3);
  for (const char* name : {"cifar-relu", "cifar-tanh"}) {
    CHECK(inits_of(make_variant(name), "conv1")[0].weight_stddev == Real(0.0001));
    for (const char* layer : {"conv2", "conv3", "fc4"})
      CHECK(inits_of(make_variant(name), layer)[0].weight_stddev == Real(0.01));
  }
}

TEST_CASE("recipes: the paper's, the released code's, and that of Figure 1") {
  const Recipe paper = recipe_for("paper");  // sections 4.1 and 5
  CHECK(paper.batch_size == 128);
  CHECK(paper.epochs == 90);
  CHECK(paper.divisor == 1);
  CHECK(paper.sgd.learning_rate == 0.01f);
  CHECK(paper.sgd.momentum == 0.9f);
  CHECK(paper.sgd.weight_decay == 0.0005f);
  CHECK(paper.sgd.bias_lr_multiplier == 1);
  CHECK(paper.schedule.steps.empty());
  CHECK(paper.schedule.patience == 5);
  CHECK(paper.schedule.drops == 3);
  CHECK(paper.augmentation.crops_and_reflections);
  CHECK(paper.augmentation.colour_noise == ColourNoise::eigenvalues);
  CHECK(paper.mean_crop == MeanCrop::same_place);

  const Recipe release = recipe_for("release2012");  // layer-params-145.cfg, convdata_jpeg.py
  CHECK(release.sgd.bias_lr_multiplier == 2);
  CHECK(release.augmentation.colour_noise == ColourNoise::standard_deviations);
  CHECK(release.mean_crop == MeanCrop::centre);
  CHECK(release.sgd.weight_decay == 0.0005f);

  for (const char* name : {"cifar-relu", "cifar-tanh"}) {  // no regularization of any kind
    const Recipe cifar = recipe_for(name);
    CHECK(cifar.sgd.weight_decay == 0);
    CHECK(!cifar.augmentation.crops_and_reflections);
    CHECK(cifar.augmentation.colour_noise == ColourNoise::none);
    CHECK(cifar.schedule.steps == "0:0.001");
  }
}

TEST_CASE("recipes: every variant has one, and no other name has") {
  for (const std::string& name : variant_names()) CHECK_NOTHROW(recipe_for(name));
  CHECK_ERROR(recipe_for("vgg"), "'vgg'", "paper", "demo", "lenet5");
  CHECK_ERROR(recipe_for("mini-vgg"), "'mini-vgg'");
}

TEST_CASE("recipes: where one differs from the other network's, the table of differences says so") {
  for (const std::string& name : variant_names()) {
    const Variant v = make_variant(name);
    // The paper does not say how the nets of Figure 1 learned; lenet5 has another ancestor.
    if (name.starts_with("cifar-") || name == "lenet5") continue;
    const Recipe here = recipe_for(name), there = recipe_for(v.compared_with);
    const auto row = [&](const char* what) {
      return std::find_if(v.differences.begin(), v.differences.end(),
                          [&](const Difference& d) { return d.what == what; });
    };
    const auto check = [&](const char* what, const auto& a, const auto& b) {
      INFO(name << ": " << what);
      if (a != b) CHECK(row(what) != v.differences.end());
    };
    check("input", here.picture_side, there.picture_side);
    check("mean image", here.mean_crop, there.mean_crop);
    check("input values", here.divisor, there.divisor);
    check("batch size", here.batch_size, there.batch_size);
    check("epochs", here.epochs, there.epochs);
    check("learning rate", here.sgd.learning_rate, there.sgd.learning_rate);
    check("learning rate", here.schedule.steps, there.schedule.steps);
    check("learning rate", here.schedule.patience, there.schedule.patience);
    check("learning rate", here.schedule.drops, there.schedule.drops);
    check("momentum", here.sgd.momentum, there.sgd.momentum);
    check("weight decay", here.sgd.weight_decay, there.sgd.weight_decay);
    check("learning rate of biases", here.sgd.bias_lr_multiplier, there.sgd.bias_lr_multiplier);
    check("crops of a picture", here.augmentation.crops_and_reflections,
          there.augmentation.crops_and_reflections);
    check("colour noise", here.augmentation.colour_noise, there.augmentation.colour_noise);
    if (v.compared_with != "paper") continue;

    // Rows that repeat a number of the recipe.
    INFO(name);
    REQUIRE(row("crops of a picture") != v.differences.end());
    const int places = here.picture_side - v.input.w + 1;
    CHECK(row("crops of a picture")->here == std::to_string(2 * places * places));
    REQUIRE(row("learning rate") != v.differences.end());
    if (here.schedule.steps.empty())
      CHECK_THAT(row("learning rate")->here,
                 contains(fmt::format("after {} epochs", here.schedule.patience)));
  }
}

TEST_CASE("variants: each says what it is and how it differs from the paper") {
  for (const std::string& name : variant_names()) {
    INFO(name);
    const Variant v = make_variant(name);
    CHECK(v.name == name);
    CHECK(!v.summary.empty());
    CHECK(!v.differences.empty());
    for (const Difference& d : v.differences) {
      CHECK(!d.what.empty());
      CHECK(!d.there.empty());
      CHECK(!d.here.empty());
      CHECK(!d.source.empty());
    }
    CHECK(summarize(v).back().output == Shape::matrix(1, v.classes));
    CHECK(summarize(make_variant(name, 7)).back().output == Shape::matrix(1, 7));
  }
}

TEST_CASE("variants: the ancestor is compared with what it was, not with the paper") {
  const Variant lenet5 = make_variant("lenet5");
  CHECK(lenet5.compared_with == "LeNet-5 (1998)");
  for (const Difference& d : lenet5.differences)
    for (const std::string& text : {d.there, d.here}) {
      INFO(d.what << ": " << text);
      CHECK(text.find("LeNet") == std::string::npos);  // the table's header says it
      CHECK(text.find("ReLU") == std::string::npos);
    }
}

TEST_CASE("variants: no-lrn is the paper's network less its four normalizations") {
  const NodeList with = make_variant("paper").nodes, without = make_variant("no-lrn").nodes;
  CHECK(without.size() + 4 == with.size());
  for (const NodeSpec& node : without) {
    CHECK(!std::holds_alternative<LrnSpec>(node.layer));
    for (const std::string& input : node.inputs) CHECK(!input.starts_with("norm"));
  }
}

TEST_CASE("variants: controls for mini differ from it in what they say and in nothing else") {
  const Variant mini = make_variant("mini");
  const std::int64_t parameters = totals(mini).parameters;
  CHECK(mini.compared_with == "paper");
  for (const std::string& name : variant_names()) {
    if (!name.starts_with("mini-")) continue;
    INFO(name);
    const Variant control = make_variant(name);
    CHECK(control.compared_with ==
          (name == "mini-small-start-ungrouped" ? "mini-small-start" : "mini"));
    CHECK(control.input == mini.input);
    CHECK(neurons(control, "fc6") == 512);
    CHECK(recipe_for(name).schedule.patience == recipe_for("mini").schedule.patience);
    CHECK(recipe_for(name).picture_side == 84);
  }
  CHECK(totals(make_variant("mini-no-lrn")).parameters == parameters);
  const Variant tiled = make_variant("mini-pool-2-2");
  CHECK(totals(tiled).parameters == parameters);
  for (const char* layer : {"conv1", "pool1", "pool2", "conv3", "conv5", "pool5"})
    CHECK(neurons(tiled, layer) == neurons(mini, layer));
  CHECK(totals(make_variant("mini-four-conv")).parameters + 2 * (96 * 96 * 9 + 96) == parameters);
  for (const char* layer : {"conv1", "conv2", "conv3", "conv4", "conv5"}) {
    const bool halved = std::string(layer) != "conv5";
    CHECK(neurons(make_variant("mini-ungrouped"), layer) == neurons(mini, layer));
    CHECK(neurons(make_variant("mini-one-tower"), layer) * (halved ? 2 : 1) ==
          neurons(mini, layer));
  }
}

TEST_CASE(
    "variants: each layer of mini's controls is mini's, number by number, but for what is said") {
  struct Facts {
    std::string rest;  // everything but that number
    int outputs = 0;   // filters or units of a tower
  };
  const auto layers = [](const char* variant) {
    std::map<std::string, Facts> facts;  // by name, without the tower
    const auto init = [](const Init& i) {
      return fmt::format("{} {} {}", i.weight_stddev, i.bias, i.scale_to_inputs);
    };
    for (const NodeSpec& node : make_variant(variant).nodes) {
      Facts f{to_text(node.layer)};
      if (const auto* conv = std::get_if<ConvSpec>(&node.layer))
        f = {fmt::format("{}x{}, stride {}, pad {}, {}", conv->size, conv->size,
                         conv->params.stride, conv->params.pad, init(conv->init)),
             conv->filters};
      if (const auto* fc = std::get_if<LinearSpec>(&node.layer)) f = {init(fc->init), fc->outputs};
      facts[node.name.substr(0, node.name.find_last_not_of("ab") + 1)] = f;
    }
    return facts;
  };
  const std::map<std::string, Facts> mini = layers("mini");
  const auto check = [&](const char* control, const std::vector<std::string>& changed,
                         const std::map<std::string, int>& outputs) {
    for (const auto& [name, facts] : layers(control)) {
      INFO(control << ": " << name);
      const bool is_changed = std::find(changed.begin(), changed.end(), name) != changed.end();
      CHECK((facts.rest == mini.at(name).rest) != is_changed);
      const auto other = outputs.find(name);
      CHECK(facts.outputs == (other == outputs.end() ? mini.at(name).outputs : other->second));
    }
  };
  check("mini-no-lrn", {}, {});
  check("mini-four-conv", {}, {});
  check("mini-pool-2-2", {"pool1", "pool2", "pool5", "conv2"}, {});
  check("mini-one-tower", {}, {{"conv5", 128}, {"fc6", 512}, {"fc7", 512}});
  const std::map<std::string, int> all_kernels = {{"conv1", 96},  {"conv2", 128}, {"conv3", 192},
                                                  {"conv4", 192}, {"conv5", 128}, {"fc6", 512},
                                                  {"fc7", 512}};
  check("mini-ungrouped", {}, all_kernels);
  check("mini-small-start", {"conv2"}, {});
  check("mini-small-start-ungrouped", {"conv2"}, all_kernels);
}

TEST_CASE(
    "variants: small start is raw pixels and small weights in conv2, with towers or without") {
  const auto stddev_of_conv2 = [](const char* variant) {
    for (const NodeSpec& node : make_variant(variant).nodes)
      if (node.name.starts_with("conv2")) return std::get<ConvSpec>(node.layer).init.weight_stddev;
    return Real(0);
  };
  CHECK(recipe_for("mini").divisor == 32);
  CHECK(recipe_for("mini-small-start").divisor == 1);
  CHECK(recipe_for("mini-small-start-ungrouped").divisor == 1);
  CHECK(stddev_of_conv2("mini-small-start") == Real(0.003));
  // Twice the inputs of a unit, and signals of the same size.
  CHECK(stddev_of_conv2("mini-small-start-ungrouped") == Real(0.003 * std::sqrt(0.5)));
}

TEST_CASE("without steps: whoever read a step that is gone reads what it read") {
  const NodeList mini = make_variant("mini").nodes;
  const NodeList four = without_steps(mini, {"conv4", "relu4"});
  CHECK(four.size() + 4 == mini.size());
  for (const NodeSpec& node : four) {
    CHECK(!node.name.starts_with("conv4"));
    if (node.name == "conv5b") CHECK(node.inputs == std::vector<std::string>{"relu3b"});
  }
  CHECK_ERROR(without_steps(mini, {"conv3"}), "conv3a", "2 nodes");
  CHECK_ERROR(without_steps(mini, {"conv9"}), "conv9", "not there");
}

TEST_CASE("variants: an unknown name is refused with the list of those that there are") {
  CHECK_ERROR(make_variant("vgg"), "'vgg'", "paper", "demo", "lenet5");
}

TEST_CASE("variants: narrowing keeps the topology and the classes") {
  const Variant narrow = narrowed(make_variant("paper", 10), 16);
  REQUIRE(narrow.nodes.size() == make_variant("paper").nodes.size());
  CHECK(std::get<ConvSpec>(narrow.nodes[0].layer).filters == 3);
  CHECK(summarize(narrow).back().output.c == 10);
}

TEST_CASE("variants: narrowing by less than 1 is refused") {
  for (const int divisor : {0, -2})
    CHECK_ERROR(narrowed(make_variant("demo"), divisor), "divisor", "at least 1",
                fmt::format("found {}", divisor));
}

TEST_CASE("variants: steps come in the order of the paper, of the released code, of the 19% net") {
  const auto steps = [](const char* variant) {
    std::string all;
    for (const NodeSpec& node : make_variant(variant).nodes) {
      if (node.name.ends_with("b")) continue;
      const std::size_t end = node.name.ends_with("a") ? node.name.size() - 1 : node.name.size();
      all += node.name.substr(0, end) + ' ';
    }
    return all;
  };
  const std::string paper =
      "conv1 relu1 norm1 pool1 conv2 relu2 norm2 pool2 conv3 relu3 conv4 relu4 conv5 relu5 pool5 "
      "fc6 relu6 drop6 fc7 relu7 drop7 fc8 probs ";
  for (const char* like_the_paper :
       {"paper", "one-tower", "ungrouped", "pool-2-2", "mini", "demo"}) {
    INFO(like_the_paper);
    CHECK(steps(like_the_paper) == paper);
  }
  CHECK(steps("release2012") ==
        "conv1 norm1 pool1 relu1 conv2 relu2 norm2 cnorm2 pool2 conv3 relu3 conv4 relu4 conv5 "
        "pool5 relu5 fc6 relu6 drop6 fc7 relu7 drop7 fc8 probs ");
  std::string pools;  // of layers-19pct.cfg: one of maxima, two of means
  for (const NodeSpec& node : make_variant("cifar-relu").nodes)
    if (node.name.starts_with("pool")) pools += to_text(node.layer) + "; ";
  CHECK(pools ==
        "max pool 3x3, stride 2; average pool 3x3, stride 2; average pool 3x3, stride 2; ");
  int tiled = 0;
  for (const NodeSpec& node : make_variant("pool-2-2").nodes)
    tiled += to_text(node.layer) == "max pool 2x2, stride 2";
  CHECK(tiled == 6);
}

TEST_CASE("recipes: digits are not mirrored, biases of Figure 1 learn twice as fast") {
  const Recipe lenet5 = recipe_for("lenet5");
  CHECK(!lenet5.augmentation.crops_and_reflections);
  CHECK(lenet5.augmentation.colour_noise == ColourNoise::none);
  CHECK(lenet5.picture_side == make_variant("lenet5").input.w);
  for (const char* name : {"cifar-relu", "cifar-tanh"}) {
    CHECK(recipe_for(name).sgd.bias_lr_multiplier == 2);
    CHECK(recipe_for(name).sgd.momentum == 0.9f);
  }
  // Rows of the tables that repeat the number.
  for (const char* name : {"mini", "demo", "linear"})
    for (const Difference& row : make_variant(name).differences) {
      const Recipe r = recipe_for(name);
      INFO(name << ", " << row.what << ": " << row.here);
      if (row.what == "epochs") CHECK(std::stoi(row.here) == r.epochs);
      if (row.what == "batch size") CHECK(row.here == std::to_string(r.batch_size));
      if (row.what == "input values")
        CHECK_THAT(row.here, contains(fmt::format("divided by {}", r.divisor)));
    }
}
