#include "train/trainer.h"

#include <chrono>
#include <cmath>

#include "predict/evaluate.h"

namespace alexnet {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

/// When a run, a row of metrics.csv and the last checkpoint began.
struct Trainer::RunClock {
  std::int64_t first_iteration = 0, row_first = 0;
  Clock::time_point start = Clock::now(), row_start = start, saved = start;

  /// Calls body(). Returns the time that it took, which does not count for the row's speed.
  template <class Body>
  Clock::duration outside_row(Body body) {
    const Clock::time_point before = Clock::now();
    body();
    const Clock::duration took = Clock::now() - before;
    row_start += took;
    return took;
  }
};

Trainer::Trainer(Network& network, const Dataset& train, const Dataset& val,
                 Preprocessing preprocessing, const TrainOptions& options, RunFolder& folder)
    : network_(network),
      train_(train),
      val_(val),
      preprocessing_(std::move(preprocessing)),
      options_(options),
      folder_(folder),
      schedule_(options.recipe.schedule, options.recipe.sgd.learning_rate) {
  for (const Dataset* data : {&train, &val}) {
    ALEXNET_CHECK(int(data->class_names().size()) == network.variant().classes,
                  "{}: {} classes, but the network has {}", data->name(),
                  data->class_names().size(), network.variant().classes);
    check_input(*data, network.variant().input);
  }
  check_batch_size(train, options.recipe.batch_size);
  network.check_fits(options.recipe.batch_size);
  batches_per_epoch_ = train.size() / options.recipe.batch_size;
  state_.seed = options.seed;
  state_.data = options.data;
  network.fuse_relus(true);  // training does not look at what nodes compute
  if (network.is_on_gpus()) gpu_feed_.emplace(network, preprocessing_, options.recipe.batch_size);
}

/// Only between an epoch's last iteration and the end of its validation is a state saved like this,
/// by a stop or by the timer: otherwise state.epoch is the number of whole epochs in
/// state.iteration.
bool Trainer::is_validation_due(const TrainingState& state) const {
  return state.iteration == batches_per_epoch_ * (std::int64_t{state.epoch} + 1);
}

/// A checkpoint does not hold the pictures, but it does hold their classes, and how many epochs its
/// iterations made.
void Trainer::check_same_pictures(const Checkpoint& checkpoint) const {
  ALEXNET_CHECK(checkpoint.names_in_data() == train_.class_names(),
                "{}: these pictures have other classes than those that the run was trained on; "
                "give the pictures that it began with (--data)",
                train_.name());
  const TrainingState state = checkpoint.state();
  ALEXNET_CHECK(is_validation_due(state) || state.iteration / batches_per_epoch_ == state.epoch,
                "{}: these are not the pictures that the run began with: {} iterations of {} "
                "pictures each, of {} in all, are {} epochs, but the checkpoint counts {}; give "
                "those that it began with (--data)",
                train_.name(), state.iteration, options_.recipe.batch_size, train_.size(),
                state.iteration / batches_per_epoch_, state.epoch);
}

void Trainer::resume(const Checkpoint& checkpoint) {
  check_same_pictures(checkpoint);
  checkpoint.read_parameters(network_);
  checkpoint.read_velocities(network_);
  state_ = checkpoint.state();
  state_.data = options_.data;  // which may have moved
  schedule_.restore(state_.schedule, state_.epoch);
  const bool is_validated =
      folder_.truncate_metrics(state_.iteration, /*and_its_validation=*/is_validation_due(state_));
  ends_unvalidated_ = !is_validated && state_.iteration % batches_per_epoch_ != 0;
}

std::int64_t Trainer::total_iterations() const {
  const std::int64_t all = batches_per_epoch_ * options_.recipe.epochs;
  return options_.max_iterations >= 0 ? options_.max_iterations : all;
}

bool Trainer::is_done() const { return has_learned_all() && !ends_unvalidated_; }

bool Trainer::has_learned_all() const {
  if (is_validation_due(state_)) return false;  // after which there may be another rate
  return state_.iteration >= total_iterations() || schedule_.finished();
}

std::string Trainer::why_done() const {
  if (schedule_.finished())
    return fmt::format(
        "the plateau schedule ended the run after {} epochs: the validation error no longer "
        "improved at its last rate; to train on, give rates of your own with --schedule "
        "epoch:rate,...",
        state_.epoch);
  if (options_.max_iterations >= 0)
    return fmt::format(
        "{} iterations are done, and --max-iterations {} allows no more; give a larger number, or "
        "-1 to train until the epochs are done",
        state_.iteration, options_.max_iterations);
  return fmt::format(
      "{} iterations are done, all of {} epochs; to train on, give a larger --epochs",
      state_.iteration, options_.recipe.epochs);
}

Trainer::Stop Trainer::run(const std::atomic<bool>& stop, const TrainObserver& observer) {
  if (is_done()) return Stop::nothing_to_do;
  LoaderOptions loading;
  loading.batch_size = options_.recipe.batch_size;
  loading.crop_side = network_.variant().input.w;
  loading.augmentation = augmentation();
  loading.shuffle = options_.shuffle;
  loading.seed = state_.seed;
  loading.preprocess_on_gpu = gpu_feed_.has_value();
  Loader loader(train_, preprocessing_, loading, state_.iteration);

  RunClock clock{.first_iteration = state_.iteration, .row_first = state_.iteration};
  Batch batch;
  while (!has_learned_all()) {
    const bool ends_epoch = is_validation_due(state_);
    if (ends_epoch) {
      fetch_counts();  // what GPUs have yet to compute is part of the row
      const double elapsed_s = seconds_since(clock.start);
      clock.outside_row([&] { end_epoch(elapsed_s, stop, observer); });
    } else {
      if (observer.controls)  // they may pause
        clock.start += clock.outside_row([&] { apply(observer.controls(), loader); });
      batch = learn_from(loader.next(std::move(batch)));
      report_iteration(clock, observer);
    }
    const bool interrupted = stop && !has_learned_all();
    if (ends_epoch || interrupted || seconds_since(clock.saved) > options_.checkpoint_every_s) {
      fetch_counts();  // the same; save_checkpoint() checks the result of the last update
      clock.outside_row([&] { save(); });
      clock.saved = Clock::now();
    }
    if (interrupted) return Stop::interrupted;
  }
  if (state_.iteration % batches_per_epoch_ == 0) return Stop::finished;
  // Ended by max_iterations, within an epoch. This validation is one more than the schedule sees.
  fetch_counts();
  ends_unvalidated_ = !validate(seconds_since(clock.start), stop, observer);
  save();
  return ends_unvalidated_ ? Stop::interrupted : Stop::finished;
}

/// Tells the observer about the last iteration and, where a row ends, writes it.
void Trainer::report_iteration(RunClock& clock, const TrainObserver& observer) {
  const bool end_of_row = state_.iteration % options_.log_every == 0;
  const Evaluation result = results(end_of_row);
  const double elapsed_s = seconds_since(clock.start);
  const auto pictures = (state_.iteration - clock.row_first) * options_.recipe.batch_size;
  const Measurement row{state_.iteration, state_.epoch,
                        Split::train,     result,
                        rate(),           double(pictures) / seconds_since(clock.row_start),
                        elapsed_s};
  const double per_iteration_s = elapsed_s / double(state_.iteration - clock.first_iteration);
  if (observer.on_iteration)
    observer.on_iteration(row, total_iterations(),
                          per_iteration_s * double(total_iterations() - state_.iteration));
  if (end_of_row) {
    folder_.append(row);
    warn_if_stalled(row);
    clock.row_first = state_.iteration;
    clock.row_start = Clock::now();
  }
}

/// The recipe's, as far as the controls allow it.
Augmentation Trainer::augmentation() const {
  Augmentation augmentation = options_.recipe.augmentation;
  if (!controls_.colour_noise) augmentation.colour_noise = ColourNoise::none;
  return augmentation;
}

/// Puts the controls into effect, and logs what changed.
void Trainer::apply(const TrainControls& controls, Loader& loader) {
  if (controls == controls_) return;
  const float rate_before = rate();
  const auto say_switch = [&](const char* what, bool before, bool after) {
    if (after != before)
      log_info("iteration {}: {} {}", state_.iteration, what, after ? "on" : "off");
  };
  say_switch("dropout", controls_.dropout, controls.dropout);
  say_switch("colour noise", controls_.colour_noise, controls.colour_noise);
  controls_ = controls;
  if (rate() != rate_before)
    log_info("iteration {}: learning rate {:.4g} -> {:.4g}, by hand", state_.iteration, rate_before,
             rate());
  loader.vary(augmentation());
}

/// One iteration. Returns the memory of a batch that is no longer needed.
Batch Trainer::learn_from(Batch batch) {
  if (gpu_feed_) return learn_from_on_gpus(std::move(batch));
  const Pass pass{.training = options_.dropout && controls_.dropout,
                  .seed = state_.seed,
                  .iteration = std::uint64_t(state_.iteration)};
  const HostView probabilities(network_.forward(batch.images, pass));
  check_loss(network_.loss(batch.labels));
  std::vector<int> labels;
  for (int index : batch.indices) labels.push_back(train_.label(index));
  since_last_row_.add(probabilities.view, labels);
  network_.backward(batch.labels);
  sgd_step(network_, sgd_params());
  ++state_.iteration;
  return batch;
}

/// The same where the host only queues work.
Batch Trainer::learn_from_on_gpus(Batch batch) {
  const Pass pass{.training = options_.dropout && controls_.dropout,
                  .seed = state_.seed,
                  .iteration = std::uint64_t(state_.iteration)};
  const ConstTensorView labels = gpu_feed_->bring(std::move(batch));
  const ConstTensorView probabilities = network_.forward(options_.recipe.batch_size, pass);
  gpu_feed_->count(probabilities, labels);
  network_.backward(labels);
  sgd_step(network_, sgd_params());
  ++state_.iteration;
  return gpu_feed_->used();
}

SgdParams Trainer::sgd_params() const {
  SgdParams sgd = options_.recipe.sgd;
  sgd.learning_rate = rate();
  return sgd;
}

/// Fetches what GPUs counted, which waits for them, and checks that the loss is finite.
void Trainer::fetch_counts() {
  if (!gpu_feed_) return;
  since_last_row_.add(gpu_feed_->read_counts());
  check_loss(since_last_row_.rates().loss);
}

/// Loss and errors since the last row. GPUs are asked only at the end of a row.
Evaluation Trainer::results(bool end_of_row) {
  if (gpu_feed_ && !end_of_row) return last_row_;
  fetch_counts();
  const Evaluation result = since_last_row_.rates();
  if (end_of_row) {
    since_last_row_ = {};
    last_row_ = result;
  }
  return result;
}

void Trainer::check_loss(double loss, Split split) {
  if (std::isfinite(loss)) return;
  // GPUs are asked only once per row, and by then NaN may have spread through all weights.
  const std::string since = gpu_feed_ && split == Split::train
                                ? fmt::format(", or up to {} before", options_.log_every)
                                : "";
  throw_error(
      "iteration {}{}: the {}loss is {}; the first numbers that are not finite are in {}. Earlier "
      "checkpoints, if there are any, are unharmed; try a lower --learning-rate",
      state_.iteration, since, split == Split::val ? "validation " : "",
      std::abs(loss),  // never "-nan": a GPU's NaN may have a sign
      network_.first_bad_output().value_or("the loss itself"));
}

void Trainer::warn_if_stalled(const Measurement& row) {
  // A network that gives every class the same probability has a loss of ln(classes) exactly.
  const double guessing = std::log(double(network_.variant().classes));
  constexpr int kRowsToWarn = 25;
  const bool stalled = std::abs(row.result.loss / guessing - 1) < 0.005;
  stalled_rows_ = stalled ? stalled_rows_ + 1 : 0;
  if (stalled_rows_ == kRowsToWarn)
    log_warning(
        "the loss has stayed at ln({}) = {:.3f} for {} iterations: the network still guesses. "
        "Deep nets with small initial weights stay on this plateau for a while (the paper's own "
        "does); if it does not end, try another --seed or a higher --learning-rate",
        network_.variant().classes, guessing, kRowsToWarn * options_.log_every);
}

/// What an epoch ends with, besides a checkpoint. Leaves everything as it was if it is stopped.
void Trainer::end_epoch(double elapsed_s, const std::atomic<bool>& stop,
                        const TrainObserver& observer) {
  if (!validate(elapsed_s, stop, observer)) return;
  const float rate_before = rate();
  schedule_.end_of_epoch(state_.epoch, last_validation_.top1_error);
  ++state_.epoch;
  if (rate() != rate_before)
    log_info("epoch {}: learning rate {:.4g} -> {:.4g}", state_.epoch, rate_before, rate());
  if (schedule_.finished())
    log_info("epoch {}: validation error no longer improves at the last rate: done", state_.epoch);
}

/// Returns false, and leaves no row, if it was stopped: after a batch, since on a CPU the pictures
/// of a large validation set take minutes.
bool Trainer::validate(double elapsed_s, const std::atomic<bool>& stop,
                       const TrainObserver& observer) {
  struct Stopped {};
  const auto look_up = [&](int done) {
    if (stop && done < val_.size()) throw Stopped{};
  };
  const Clock::time_point start = Clock::now();
  try {
    last_validation_ = evaluate(network_, val_, preprocessing_, Views::centre, look_up);
  } catch (const Stopped&) {
    return false;
  }
  check_loss(last_validation_.loss, Split::val);  // the first after the last update
  const Measurement row{state_.iteration, state_.epoch,
                        Split::val,       last_validation_,
                        rate(),           last_validation_.pictures / seconds_since(start),
                        elapsed_s};
  folder_.append(row);
  if (observer.on_validation) observer.on_validation(row);
  return true;
}

void Trainer::save() {
  state_.schedule = schedule_.state();
  save_checkpoint(folder_.checkpoint_path(state_.iteration), network_, preprocessing_, state_);
  folder_.remove_old_checkpoints(2);
}

}  // namespace alexnet
