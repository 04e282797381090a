#include "cli/commands.h"
#include "cli/common.h"
#include "data/class_names.h"
#include "import/published.h"

namespace alexnet::cli {
namespace {

struct Options {
  std::string file, from, out, class_names, mean;
};

void run(const Options& o) {
  const bool caffe = o.from == "caffe";
  if (!caffe && !o.mean.empty())
    throw UsageError("--mean is for --from caffe: torchvision subtracts one colour");
  check_is_not_read("--out", o.out, {o.file, o.class_names, o.mean});
  TrainedModel model =
      caffe ? import_caffe(o.file, o.mean.empty() ? std::nullopt : std::optional<Path>(o.mean))
            : import_torchvision(o.file);
  if (!o.class_names.empty()) rename_classes(model.preprocessing, o.class_names);
  TrainingState state;
  state.data = model.data;
  save_checkpoint(o.out, model.network, model.preprocessing, state);
  fmt::print("{}: variant {}, {} classes\n", o.out, model.network.variant().name,
             model.preprocessing.class_names.size());
}

}  // namespace

void add_import_command(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand(
      "import", "Convert published weights, torchvision's or Caffe's, into a checkpoint");
  c->footer(
      "torchvision's alexnet, as safetensors, is written by Python with torchvision and "
      "safetensors, and so are the names of its classes:\n"
      "  from torchvision.models import alexnet, AlexNet_Weights\n"
      "  from safetensors.torch import save_file\n"
      "  save_file(alexnet(weights=\"DEFAULT\").state_dict(), \"alexnet.safetensors\")\n"
      "  print(*AlexNet_Weights.DEFAULT.meta[\"categories\"], sep=\"\\n\")  # > names.txt\n"
      "or, if you have the .pth file: save_file(torch.load(\"alexnet.pth\"), ...)\n"
      "Examples:\n"
      "  alexnet import alexnet.safetensors --from torchvision --class-names names.txt --out "
      "torchvision.safetensors\n"
      "  alexnet import bvlc_alexnet.caffemodel --from caffe --out caffe.safetensors\n"
      "  alexnet predict --checkpoint torchvision.safetensors photo.jpg");
  c->add_option("file", o->file, "The file with the weights")->required();
  c->add_option("--from", o->from, "torchvision: safetensors; caffe: a .caffemodel")
      ->check(CLI::IsMember({"torchvision", "caffe"}))
      ->required();
  c->add_option("--out", o->out, "Checkpoint to write")->required();
  c->add_option("--class-names", o->class_names,
                "Names of the classes, a line per class: 'name' or 'class<TAB>name', or as in "
                "synset_words.txt");
  c->add_option("--mean", o->mean,
                "Caffe's mean image, a .binaryproto; without it, Caffe's mean colour is used");
  c->callback([o] { run(*o); });
}

}  // namespace alexnet::cli
