#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/progress.h"
#include "predict/evaluate.h"

namespace alexnet::cli {
namespace {

struct Options {
  ModelOptions model;
  DataOptions data;
  bool ten_crop = false, json = false;
};

void print_text(const Evaluation& e, int views) {
  fmt::print(
      "pictures     {}\nviews        {}\nloss         {:.4f}\ntop-1 error  {}\ntop-5 error  {}\n",
      e.pictures, views, e.loss, percent(e.top1_error), percent(e.top5_error));
}

void print_json(const Evaluation& e, int views) {
  const nlohmann::json j = {{"pictures", e.pictures},
                            {"views", views},
                            {"loss", e.loss},
                            {"top1_error", e.top1_error},
                            {"top5_error", e.top5_error}};
  fmt::print("{}\n", j.dump(2));
}

void run(const Options& o) {
  TrainedModel model = o.model.open();
  const Dataset data = model.open_split(o.data.over(model.data), Split::val);
  Progress progress;
  const Preprocessing& p = model.preprocessing;
  const Evaluation e =
      evaluate(model.network, data, p, o.ten_crop ? Views::ten : Views::centre, [&](int done) {
        progress.show(double(done) / data.size(),
                      fmt::format("{} of {} pictures", done, data.size()));
      });
  progress.finish_line();
  const int views = o.ten_crop ? 10 : 1;
  if (o.json)
    print_json(e, views);
  else
    print_text(e, views);
}

}  // namespace

void add_eval_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand("eval", "Top-1 and top-5 error on the validation pictures");
  c->footer("Example:\n  alexnet eval --checkpoint runs/demo --ten-crop");
  o->model.add_to(*c);
  o->model.add_batch_size(*c);
  o->data.add_to_trained(*c);
  c->add_flag("--ten-crop", o->ten_crop,
              "Average ten views: corners and centre, and their mirror images");
  c->add_flag("--json", o->json, "Print JSON, errors from 0 to 1");
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
