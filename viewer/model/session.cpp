#include "viewer/model/session.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>

#include "predict/evaluate.h"
#include "train/recipe.h"
#include "train/run_folder.h"
#include "viewer/model/compare_op.h"
#include "viewer/model/dead_units.h"
#include "viewer/model/network_facts.h"
#include "viewer/model/node_times.h"
#include "viewer/model/own_pictures.h"
#include "viewer/model/predict.h"
#include "viewer/model/trace.h"

namespace alexnet::viewer {
namespace {

constexpr int kBatch = 32;
constexpr int kPatches = 9;

/// Thrown when the work is cancelled. Not an error.
struct Cancelled {};
/// Thrown by work that lets others go first and resumes after them.
struct Yields {};

std::vector<int> numbers(int first, int count) {
  std::vector<int> result(static_cast<std::size_t>(count));
  std::iota(result.begin(), result.end(), first);
  return result;
}

}  // namespace

Session::Session(std::function<void(const Snapshot&)> publish, const std::atomic<bool>& cancelled,
                 std::function<bool()> others_wait)
    : publish_(std::move(publish)), cancelled_(cancelled), others_wait_(std::move(others_wait)) {}

std::optional<Command> Session::carry_out(const Command& command, bool goes_on) {
  then_.reset();
  const std::uint64_t said_before = next_.message_number;
  if (!goes_on) messages_before_ = said_before;
  // A message stays until the same command is tried again, or something else is opened: panels ask
  // for work on their own, which must not erase what went wrong with the user's request.
  const bool is_tried_again = !goes_on && command.index() == complaint_of_;
  if (is_tried_again || std::holds_alternative<OpenCheckpoint>(command) ||
      std::holds_alternative<OpenData>(command))
    next_.message.clear();
  try {
    std::visit([this](const auto& c) { carry_out_one(c); }, command);
  } catch (const Cancelled&) {
  } catch (const Yields&) {
    then_ = command;
  } catch (const std::exception& error) {
    say(error.what());
  }
  if (next_.message_number != said_before) complaint_of_ = command.index();
  next_.progress.reset();
  publish_(next_);
  return std::exchange(then_, std::nullopt);
}

void Session::carry_out_one(const OpenCheckpoint& command) {
  report("opening the checkpoint", 0);
  const Path path = find_checkpoint(command.path);
  TrainedModel opened = TrainedModel::open(path, Placement{}, kBatch);
  std::shared_ptr<const NetworkFacts> facts = facts_of(opened, path);
  model_.emplace(std::move(opened));
  weights_ = nullptr;
  next_.network = std::move(facts);
  next_.validation = nullptr;
  forget_results();
  next_.comparisons.clear();
  next_.own_predictions = nullptr;
  next_.data_source.clear();
  next_.wanted_data.clear();
  // A slim checkpoint (save_slim_checkpoint()) may come without its data: that is not an error.
  if (!command.data.empty() || model_->says_where_data_is()) {
    DataRequest request = model_->data;
    if (!command.data.empty()) request.data = command.data;
    or_say([&] { open_test_set(request); });
  }
  if (!own_files_.empty()) then_ = PredictFiles{own_files_};  // by this network, too
}

void Session::carry_out_one(const OpenData& command) {
  report("opening " + command.data, 0);
  DataRequest request = model().data;
  request.data = command.data;
  open_test_set(request);
}

void Session::carry_out_one(const FindExcitingPatches&) {
  const Dataset& pictures = validation();
  in_batches(searched_, pictures.size(), "looking for the patches that excite each kernel",
             [&](const std::vector<int>& batch) {
               add_exciting_patches(model().network, pictures, model().preprocessing, batch,
                                    kPatches, patches_);
             });
  next_.patches = std::make_shared<const std::vector<TowerPatches>>(patches_);
}

void Session::carry_out_one(const PredictValidationSet&) {
  const Dataset& pictures = validation();
  Predictions predictions{
      .pictures = pictures, .order = next_.validation_order, .number = ++results_};
  if (next_.predictions) predictions.rows = next_.predictions->rows;  // continue where it stopped
  auto shown = std::chrono::steady_clock::now() - std::chrono::hours(1);
  while (int(predictions.rows.size()) < pictures.size()) {
    const int first = int(predictions.rows.size());
    const auto begin = next_.validation_order->begin() + first;
    const std::vector<int> batch(begin, begin + std::min(kBatch, pictures.size() - first));
    for (Prediction& row : predict_rows(model(), pictures, batch, true))
      predictions.rows.push_back(std::move(row));
    const auto now = std::chrono::steady_clock::now();
    const bool last = int(predictions.rows.size()) == pictures.size();
    const bool gives_way = !last && others_wait_();
    if (last || gives_way || now - shown > std::chrono::milliseconds(200)) {
      next_.predictions = std::make_shared<const Predictions>(predictions);
      shown = now;
    }
    if (gives_way) throw Yields{};
    report("predicting the validation pictures", double(predictions.rows.size()) / pictures.size());
  }
}

void Session::carry_out_one(const PredictTenViews& command) {
  const Dataset pictures = pictures_of(command.picture);
  report("predicting ten views", 0);
  const bool labelled = !command.picture.own;
  TenViews views = predict_ten_views(model(), pictures, command.picture.index, labelled);
  views.picture = command.picture;
  views.number = ++results_;
  next_.ten_views = std::make_shared<const TenViews>(std::move(views));
}

void Session::carry_out_one(const PredictFiles& command) {
  model();
  const Predictions* before = next_.own_predictions.get();
  const bool goes_on = before && before->asked_for == command.paths &&
                       int(before->rows.size()) < before->pictures.size();
  Predictions own = goes_on ? *before : read_own_files(command.paths);
  const int count = own.pictures.size();
  if (count == 0 && command.paths == own_files_) own_files_.clear();  // they are gone
  if (count == 0) return;
  if (!goes_on) forget_results_of_own_pictures();
  own_files_ = command.paths;
  while (int(own.rows.size()) < count) {
    const int first = int(own.rows.size());
    const auto batch = numbers(first, std::min(kBatch, count - first));
    for (Prediction& row : predict_rows(model(), own.pictures, batch, false))
      own.rows.push_back(std::move(row));
    next_.own_predictions = std::make_shared<const Predictions>(own);
    if (int(own.rows.size()) < count && others_wait_()) throw Yields{};
    report("predicting your pictures", double(own.rows.size()) / count);
  }
}

/// Not predicted yet. A file that is not a picture, or a folder without any, is named, and the
/// others still count; the result is empty if there are no others.
Predictions Session::read_own_files(const std::vector<Path>& paths) {
  OwnPictures own = read_own_pictures(paths, model().preprocessing.picture_side,
                                      [this](double done) { report("reading pictures", done); });
  if (!own.refused.empty()) say(own.refused);
  if (own.pictures.empty()) return {};
  return {.pictures = model().with_pictures(std::move(own.pictures)),
          .titles = std::move(own.titles),
          .asked_for = paths,
          .labelled = false,
          .number = ++results_};
}

void Session::carry_out_one(const FindNeighbours& command) {
  const Dataset& pictures = validation();
  for (int query : command.queries)
    ALEXNET_CHECK(query >= 0 && query < pictures.size(),
                  "validation picture {} of {}: there is none", query, pictures.size());
  if (!training_) {
    report("opening the training pictures", 0);
    training_ = model().open_split(request_, Split::train, reading("the training pictures"));
  }
  in_batches(featured_, training_->size(), "running the training pictures through the network",
             [&](const std::vector<int>& batch) {
               const Tensor some =
                   hidden_features(model().network, *training_, model().preprocessing, batch);
               if (training_features_.empty())
                 training_features_ =
                     Tensor("features", Shape::matrix(training_->size(), some.shape().c));
               copy(training_features_.view().images(batch.front(), int(batch.size())), some);
             });
  next_.knows_training_features = true;
  const Tensor features =
      hidden_features(model().network, pictures, model().preprocessing, command.queries);
  const auto by_features = nearest(training_features_, features, kNeighbours);
  const auto by_pixels = nearest_by_pixels(
      *training_, pictures, command.queries, kNeighbours,
      [&](int done) { report("comparing pixels", double(done) / training_->size()); });
  auto result = std::make_shared<Neighbours>(Neighbours{pictures, *training_, {}});
  for (std::size_t i = 0; i < command.queries.size(); ++i)
    result->rows.push_back({command.queries[i], by_features[i], by_pixels[i]});
  next_.neighbours = std::move(result);
}

void Session::carry_out_one(const RunPicture& command) {
  const Tensor image = image_of(command.picture);
  report("running the picture through the network", 0);
  Network& network = model().network;
  const NodeTimes times = time_nodes(network, [&] { network.forward(image, {}); });
  auto result = std::make_shared<Activations>();
  result->number = ++results_;
  result->picture = command.picture;
  for (int i = 0; i < int(network.nodes().size()); ++i) {
    NodeOutput& output = result->outputs.emplace_back();
    output.values = Tensor(network.nodes()[i].name, network.output(i).shape);
    copy(output.values, network.output(i));
    output.time_ms = times.forward[std::size_t(i)];
  }
  next_.activations = std::move(result);
}

void Session::carry_out_one(const CountDeadUnits&) {
  const Dataset& pictures = validation();
  const auto first = next_.validation_order->begin();  // shuffled, or all might be of one class
  const std::vector<int> page(first, first + std::min(kBatch, pictures.size()));
  report(fmt::format("counting dead units over {} validation pictures", page.size()), 0);
  predict(model().network, pictures, model().preprocessing, page, Views::centre);
  auto result = std::make_shared<DeadUnits>();
  result->pictures = int(page.size());
  for (int i = 0; i < int(model().network.nodes().size()); ++i)
    result->nodes.push_back(count_dead(HostView(model().network.output(i)).view));
  next_.dead_units = std::move(result);
}

void Session::carry_out_one(const TracePicture& command) {
  const Tensor image = image_of(command.picture);
  report("running the picture forward and backward", 0);
  Network& network = model().network;
  if (!weights_) weights_ = std::make_shared<const std::vector<NodeWeights>>(weights_of(network));
  const Dataset pictures = pictures_of(command.picture);
  const int index = command.picture.index;
  const int label = command.picture.own ? best_guess(index) : pictures.label(index);
  auto trace = std::make_shared<Trace>(trace_image(network, image, label));
  trace->number = ++results_;
  trace->picture = command.picture;
  const int side = image.shape().w;
  trace->seen = crop_image(to_image(pictures, index), centre_crop(pictures.side(), side), side);
  trace->weights = weights_;
  next_.trace = std::move(trace);
}

void Session::carry_out_one(const CompareOp& command) {
  model();
  const std::vector<NodeFacts>& nodes = next_.network->nodes;
  ALEXNET_CHECK(command.node >= 0 && command.node < int(nodes.size()),
                "node {} of {}: there is none", command.node, nodes.size());
  const NodeFacts& node = nodes[command.node];
  std::vector<Shape> inputs;
  for (const int input : node.inputs)
    inputs.push_back(input == kPicture ? node.input : nodes[input].output);
  const std::string what = fmt::format("{} {}: ", node.name, command.op);
  report(what + "the CPU", 0);
  double done = 0;  // the number of rungs is known only at the end
  auto result = std::make_shared<OpComparison>(
      compare_op({node.name, node.spec, {}, node.tower}, inputs, command.op,
                 [&](const std::string& rung) { report(what + rung, 1 - 1 / (++done + 1)); }));
  result->number = ++results_;
  result->node = command.node;
  std::erase_if(next_.comparisons, [&](const std::shared_ptr<const OpComparison>& other) {
    return other->node == command.node && other->op == command.op;
  });
  next_.comparisons.push_back(std::move(result));
}

void Session::carry_out_one(const FindRuns&) {
  auto available = std::make_shared<AvailableRuns>();
  available->runs = find_runs();
  if (std::filesystem::exists(shipped_photographs()))
    available->photographs = shipped_photographs();
  if (next_.available) {
    available->drawn = next_.available->drawn;
  } else {
    const int side = recipe_for("demo").picture_side;
    const int classes = int(drawn_source(1, 1, side, 1).train.class_names.size());
    available->drawn = load(drawn_source(classes, 1, side, 1).train, side);
  }
  next_.available = std::move(available);
}

void Session::open_test_set(const DataRequest& request) {
  next_.wanted_data = request.data;
  Dataset opened = model().open_split(request, Split::val, reading("the validation pictures"));
  forget_results();
  request_ = request;
  next_.validation_order = std::make_shared<const std::vector<int>>(shuffled_order(opened.size()));
  next_.validation = std::make_shared<const Dataset>(std::move(opened));
  next_.data_source = request.data;
}

/// Does work(batch) for the pictures from number `done` on, which it counts. Between two batches it
/// gives way to other commands, and may be cancelled; the work goes on where it ended.
template <class Work>
void Session::in_batches(int& done, int count, const std::string& what, Work work) {
  while (done < count) {
    report(what, double(done) / count);
    const std::vector<int> batch = numbers(done, std::min(kBatch, count - done));
    work(batch);
    done += int(batch.size());
    if (done < count && others_wait_()) throw Yields{};
  }
}

void Session::forget_results_of_own_pictures() {
  if (next_.ten_views && next_.ten_views->picture.own) next_.ten_views = nullptr;
  if (next_.activations && next_.activations->picture.own) next_.activations = nullptr;
  if (next_.trace && next_.trace->picture.own) next_.trace = nullptr;
}

void Session::forget_results() {
  next_.patches = nullptr;
  next_.predictions = nullptr;
  next_.ten_views = nullptr;
  next_.neighbours = nullptr;
  next_.activations = nullptr;
  next_.dead_units = nullptr;
  next_.trace = nullptr;
  next_.knows_training_features = false;
  training_.reset();
  training_features_ = Tensor();
  patches_.clear();
  featured_ = searched_ = 0;
  ++next_.network_version;
}

void Session::report(const std::string& what, double done) {
  if (cancelled_) throw Cancelled{};
  next_.progress = Progress{what, float(done)};
  publish_(next_);
}

LoadProgress Session::reading(const std::string& what) {
  return [this, what](int done, int of) { report("reading " + what, double(done) / of); };
}

void Session::say(const std::string& message) {
  const bool is_first = next_.message_number == messages_before_;
  next_.message = is_first ? message : next_.message + "; " + message;
  ++next_.message_number;
}

/// Does it; what goes wrong is reported, and the rest of the command is carried out all the same.
void Session::or_say(const std::function<void()>& part) {
  try {
    part();
  } catch (const std::exception& error) {
    say(error.what());
  }
}

TrainedModel& Session::model() {
  ALEXNET_CHECK(model_.has_value(), "open a checkpoint first");
  return *model_;
}

const Dataset& Session::validation() {
  model();
  ALEXNET_CHECK(next_.validation != nullptr,
                "there are no validation pictures: open a data set first");
  return *next_.validation;
}

/// The set of pictures that this one belongs to.
Dataset Session::pictures_of(PictureRef picture) {
  ALEXNET_CHECK(!picture.own || next_.own_predictions, "there are no own pictures to look at");
  const Dataset& pictures = picture.own ? next_.own_predictions->pictures : validation();
  ALEXNET_CHECK(picture.index >= 0 && picture.index < pictures.size(),
                "{} picture {} of {}: there is none", picture.own ? "own" : "validation",
                picture.index, pictures.size());
  return pictures;
}

/// The class that the network finds most probable for an own picture.
int Session::best_guess(int own_picture) {
  const std::vector<Prediction>& rows = next_.own_predictions->rows;
  ALEXNET_CHECK(own_picture < int(rows.size()), "own picture {} is not predicted yet", own_picture);
  return rows[own_picture].top[0].class_index;
}

/// A picture as the network reads it.
Tensor Session::image_of(PictureRef picture) {
  const Dataset pictures = pictures_of(picture);
  Tensor image("image", model().network.variant().input.with_batch(1));
  const Crop crop = centre_crop(pictures.side(), image.shape().w);
  fill_test_batch(pictures, model().preprocessing, {&picture.index, 1}, crop, image);
  return image;
}

}  // namespace alexnet::viewer
